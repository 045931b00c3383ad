import type { Call } from "@lensai/server/traces/model";

/** The part of VS Code's `globalState` that is used. */
export interface Memory {
	get<Value>(name: string): Value | undefined;
	update(name: string, value: unknown): PromiseLike<void>;
}

/** Keeps the last call, so that an editor that starts without its server has something true to show. */
export interface CallCache {
	/** The last call of that server; undefined when it is another server's. */
	read(serverUrl: string): Call | undefined;
	/** Writes nothing when it is the call that is kept already. */
	save(serverUrl: string, call: Call): PromiseLike<void>;
	clear(): PromiseLike<void>;
}

interface CachedCall {
	serverUrl: string;
	call: Call;
}

const name = "lensai.lastCall";
const unkept = { errorMessage: null, user: null, session: null, tags: [], callSite: null } satisfies Partial<Call>;

/** What may name a person is not kept: labels, and the text of an error, in which a provider may quote the prompt. */
export function callCache(memory: Memory): CallCache {
	return {
		read(serverUrl) {
			const cached = memory.get<CachedCall>(name);
			return cached?.serverUrl === serverUrl ? cached.call : undefined;
		},
		async save(serverUrl, call) {
			const cached = memory.get<CachedCall>(name);
			if (cached?.serverUrl === serverUrl && cached.call.id === call.id) return;
			await memory.update(name, { serverUrl, call: { ...call, ...unkept } });
		},
		clear: () => memory.update(name, undefined),
	};
}
