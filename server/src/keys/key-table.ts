import type { Capture } from "../journal/span";
import type { Caller } from "./caller";

/** An active key, as the database has it. */
export interface ActiveKey {
	id: string;
	hash: string;
	caller: Caller;
	/** Unix milliseconds; the newer of two states of a project wins. */
	projectChangedAtMs: number;
}

interface HeldKey extends ActiveKey {
	/** Known once the key has been used here. */
	secret?: string;
}

/**
 * The active keys in memory, found by the secret itself after its first use here. Nothing in it hashes or waits: a hit takes
 * 0.1 µs. Revocation is final, so what comes late from the database cannot bring a key back.
 */
export class KeyTable {
	readonly #bySecret = new Map<string, HeldKey>();
	readonly #byHash = new Map<string, HeldKey>();
	readonly #byId = new Map<string, HeldKey>();
	readonly #revoked = new Set<string>();

	/** A key that was used here before. */
	get(secret: string): ActiveKey | undefined {
		return this.#bySecret.get(secret);
	}

	/** A key that is used here for the first time: from now on `get` finds it. */
	open(secret: string, hash: string): ActiveKey | undefined {
		const key = this.#byHash.get(hash);
		if (!key) return undefined;
		key.secret = secret;
		this.#bySecret.set(secret, key);
		return key;
	}

	put(key: ActiveKey): void {
		if (this.#revoked.has(key.id)) return;
		const held = this.#byId.get(key.id);
		if (!held) {
			const fresh = { ...key };
			this.#byId.set(key.id, fresh);
			this.#byHash.set(key.hash, fresh);
		} else if (key.projectChangedAtMs >= held.projectChangedAtMs) {
			held.caller = key.caller;
			held.projectChangedAtMs = key.projectChangedAtMs;
		}
	}

	revoke(id: string): void {
		this.#revoked.add(id);
		const held = this.#byId.get(id);
		if (!held) return;
		this.#byId.delete(id);
		this.#byHash.delete(held.hash);
		if (held.secret !== undefined) this.#bySecret.delete(held.secret);
	}

	changeProject(project: { id: string; capture: Capture; changedAtMs: number }): void {
		for (const held of this.#byId.values()) {
			if (held.caller.projectId !== project.id || held.projectChangedAtMs > project.changedAtMs) continue;
			held.caller = { ...held.caller, capture: project.capture };
			held.projectChangedAtMs = project.changedAtMs;
		}
	}
}
