import type { Secrets } from "../../extension/src/connection/key-store";

/** SecretStorage as VS Code has it: names and strings. */
export function secretsInMemory(): Secrets & { stored: Map<string, string> } {
	const stored = new Map<string, string>();
	return {
		stored,
		get: async (name) => stored.get(name),
		store: async (name, value) => void stored.set(name, value),
		delete: async (name) => void stored.delete(name),
	};
}
