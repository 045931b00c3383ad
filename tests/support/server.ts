import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discard, keep, noteKeysOf } from "./kept";

export interface TestServer {
	url: string;
	/** The one-time link of the first start; undefined when the owner has signed in before. */
	signInUrl: string | undefined;
	dataDir: string;
	pid: number;
	/** All that it printed so far. */
	output(): string;
	/** Ends it as an operator would, and removes the data folder if it was made here. Resolves to the exit code. */
	stop(): Promise<number>;
	/** Ends it without a chance to do anything. The data folder stays. */
	kill(): Promise<void>;
}

export interface TestServerOptions {
	env?: Record<string, string>;
	/** An existing data folder, for a second start; it stays afterwards. */
	dataDir?: string;
	/** Defaults to a free one. */
	port?: number;
	/** A command to run it under, e.g. `["taskset", "-c", "0"]`. */
	under?: string[];
	/** How long it may take to be ready. */
	withinMs?: number;
}

const main = join(import.meta.dir, "../../server/src/main.ts");

/**
 * Starts the real server as its own process, on loopback, with a data folder of its own. Rejects, with what it printed, when
 * it ends before it is ready.
 */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
	const { env = {}, port = await freePort(), under = [], withinMs = 60_000 } = options;
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "lensai-"));
	noteKeysOf(env);
	const child = Bun.spawn([...under, process.execPath, main], {
		env: {
			PATH: process.env.PATH,
			HOME: process.env.HOME,
			LENSAI_LOG: "json",
			LENSAI_PORT: String(port),
			LENSAI_DATA_DIR: dataDir,
			...env,
		},
		stdout: "pipe",
		stderr: "pipe",
	});
	let output = "";
	const ready = Promise.withResolvers<void>();
	const read = async (stream: ReadableStream<Uint8Array>) => {
		const decoder = new TextDecoder();
		for await (const chunk of stream) {
			output += decoder.decode(chunk, { stream: true });
			if (output.includes("LensAI is ready")) ready.resolve();
		}
	};
	const streams = Promise.all([read(child.stdout), read(child.stderr)]);
	const timer = setTimeout(
		() => ready.reject(new Error(`the server was not ready within ${withinMs} ms:\n${output}`)),
		withinMs,
	);
	const ended = child.exited.then(async (code) => {
		await streams;
		keep("logs", output);
		ready.reject(new Error(`the server ended with ${code}:\n${output}`));
	});
	try {
		await ready.promise;
	} catch (error) {
		child.kill("SIGKILL");
		throw error;
	} finally {
		clearTimeout(timer);
	}
	const url = env.LENSAI_PUBLIC_URL ?? `http://localhost:${port}`;
	return {
		url,
		signInUrl: /https?:\/\/\S+magic-link\/verify\S+/.exec(output)?.[0],
		dataDir,
		pid: child.pid,
		output: () => output,
		async stop() {
			child.kill("SIGTERM");
			const code = await child.exited;
			await ended;
			if (options.dataDir === undefined) discard(dataDir);
			return code;
		},
		async kill() {
			child.kill("SIGKILL");
			await child.exited;
			await ended;
		},
	};
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
	const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
	const { port } = server;
	await server.stop(true);
	return port ?? 0;
}
