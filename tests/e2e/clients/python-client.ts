import { join } from "node:path";

const serve = join(import.meta.dir, "python/serve.py");

/** What a client library made of an answer, and what came over the wire: see `python/serve.py`. */
export interface Said {
	result: unknown;
	/** Classes with their package, e.g. `openai.RateLimitError`, the class itself first. */
	error: { classes: string[]; status: number | null; message: string } | null;
	/** Null when nothing came. */
	status: number | null;
	callId: string | null;
	body: Uint8Array | null;
}

/** One official Python client, in a process of its own. */
export interface PythonClient {
	/** Asks a question; a timeout of the client's own, in seconds. */
	ask(timeoutS?: number): Promise<Said>;
	/** Streams an answer; leaves once there are so many letters. */
	stream(letters?: number): Promise<Said>;
	useTools(): Promise<Said>;
	close(): Promise<void>;
}

export interface Opening {
	/** The environment's interpreter. */
	python: string;
	/** The file in `python/` that wraps it, e.g. `openai_chat`. */
	module: string;
	/** The gateway's. */
	origin: string;
	key: string;
}

export function openPythonClient({ python, module, origin, key }: Opening): PythonClient {
	const child = Bun.spawn([python, serve, module, origin, key], {
		env: { PATH: process.env.PATH, HOME: process.env.HOME, PYTHONDONTWRITEBYTECODE: "1" },
		stdin: "pipe",
		stdout: "pipe",
		stderr: "pipe",
	});
	const errors = new Response(child.stderr).text();
	const lines = linesOf(child.stdout);
	async function tell(...words: (string | number | undefined)[]): Promise<Said> {
		child.stdin.write(`${words.filter((word) => word !== undefined).join(" ")}\n`);
		child.stdin.flush();
		const { value } = await lines.next();
		if (value === undefined) throw new Error(`${module} has ended: ${await errors}`);
		const said = JSON.parse(value) as Omit<Said, "body"> & { body: string | null };
		return { ...said, body: said.body === null ? null : Buffer.from(said.body, "base64") };
	}
	return {
		ask: (timeoutS) => tell("ask", timeoutS),
		stream: (letters) => tell("stream", letters),
		useTools: () => tell("use_tools"),
		async close() {
			child.stdin.end();
			await child.exited;
		},
	};
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
	const decoder = new TextDecoder();
	let waiting = "";
	for await (const chunk of stream) {
		waiting += decoder.decode(chunk, { stream: true });
		const lines = waiting.split("\n");
		waiting = lines.pop() ?? "";
		yield* lines;
	}
	return undefined;
}
