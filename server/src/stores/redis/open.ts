import { RedisClient } from "bun";

/** One Redis server, or what speaks its protocol. Every operation rejects at once, or within the deadline, while it is away. */
export interface Redis {
	/** Runs a Lua script, sent once and then named by its hash. Keys must share a hash tag, for clusters. */
	run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
	get(key: string): Promise<Uint8Array | undefined>;
	/** Keeps a value for so long. */
	put(key: string, value: Uint8Array, ttlMs: number): Promise<void>;
	ping(): Promise<void>;
	close(): Promise<void>;
}

export interface Script {
	source: string;
	/** SHA-1 of the source, in hex. */
	sha: string;
}

/** The server is away, or answered too late. */
export class RedisAway extends Error {
	override readonly name = "RedisAway";
}

export interface RedisOptions {
	/** `redis://user:password@host:port/database`, or `rediss://` for TLS. */
	url: string;
	/** How long an operation may take: whoever waits for it is a caller of the gateway. */
	deadlineMs?: number;
	/** How long after a failed attempt the next one is made. */
	retryMs?: number;
}

export function scriptOf(source: string): Script {
	return { source, sha: new Bun.CryptoHasher("sha1").update(source).digest("hex") };
}

/**
 * Connects in the background, and again whenever the connection is lost. Bun's client would keep operations in a queue while
 * the server is away, and gives up after some attempts to come back (Bun 1.4.5); so the queue is off and the attempts are ours.
 */
export function openRedis({ url, deadlineMs = 100, retryMs = 250 }: RedisOptions): Redis {
	const client = new RedisClient(url, { enableOfflineQueue: false, autoReconnect: false, connectionTimeout: 2000 });
	let closed = false;
	let connecting: Promise<void> | undefined;
	let nextAttemptAt = 0;

	/** Tries to connect, unless that is under way or was tried a moment ago. */
	function connect(): Promise<void> {
		if (connecting === undefined && performance.now() >= nextAttemptAt) {
			nextAttemptAt = performance.now() + retryMs;
			connecting = client.connect().finally(() => {
				connecting = undefined;
			});
		}
		return connecting ?? Promise.reject(new RedisAway("Redis cannot be reached."));
	}

	async function ask<Result>(operation: () => Promise<Result>): Promise<Result> {
		if (closed) throw new RedisAway("The connection to Redis was closed.");
		return inTime(deadlineMs, client.connected ? operation() : connect().then(operation));
	}

	connect().catch(() => undefined);
	return {
		run: ({ source, sha }, keys, args) => {
			const parameters = [String(keys.length), ...keys, ...args.map(String)];
			return ask(async () => {
				try {
					return await client.send("EVALSHA", [sha, ...parameters]);
				} catch (error) {
					if (!String(error).includes("NOSCRIPT")) throw error;
					return client.send("EVAL", [source, ...parameters]);
				}
			});
		},
		get: (key) => ask(async () => (await client.getBuffer(key)) ?? undefined),
		put: (key, value, ttlMs) => ask(async () => void (await client.set(key, value, "PX", Math.ceil(ttlMs)))),
		ping: () => ask(async () => void (await client.send("PING", []))),
		close: async () => {
			closed = true;
			client.close();
		},
	};
}

async function inTime<Result>(deadlineMs: number, work: Promise<Result>): Promise<Result> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(late.reject, deadlineMs, new RedisAway(`Redis did not answer within ${deadlineMs} ms.`));
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
