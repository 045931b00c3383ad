import type { Socket } from "node:net";

/** The first line and the headers of an HTTP/1.1 message, in the order and spelling in which they came. */
export interface MessageHead {
	firstLine: string;
	headers: [name: string, value: string][];
}

/** The value of a header, or undefined; the first one when it comes more than once. */
export function headerOf({ headers }: MessageHead, name: string): string | undefined {
	return headers.find(([found]) => found.toLowerCase() === name)?.[1];
}

/** The connection ended inside of a message. */
export class BrokenOff extends Error {
	override readonly name = "BrokenOff";
	constructor(
		/** What had come of the body. */
		readonly body: Uint8Array,
	) {
		super(`The connection ended inside of a message, after ${body.length} bytes of its body.`);
	}
}

const headEnd = Buffer.from("\r\n\r\n");
const lineEnd = Buffer.from("\r\n");

/**
 * One end of a TCP connection that speaks HTTP/1.1, byte by byte: an HTTP library would mend, hide or refuse what tests have
 * to send and see. Reads even while nobody waits, so that the other end's leaving is noticed, unless it is paused.
 */
export class Wire {
	/** Resolves when the connection is gone, by whichever end. */
	readonly closed: Promise<void>;
	#buffer: Buffer = Buffer.alloc(0);
	#ended = false;
	#wake = Promise.withResolvers<void>();

	constructor(readonly socket: Socket) {
		const { promise, resolve } = Promise.withResolvers<void>();
		this.closed = promise;
		socket.setNoDelay(true);
		socket.on("data", (data: Buffer) => {
			this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data]);
			this.#news();
		});
		// Every error is followed by "close", and that is what tests wait for.
		socket.on("error", () => socket.destroy());
		for (const event of ["end", "close"]) {
			socket.on(event, () => {
				this.#ended = true;
				this.#news();
			});
		}
		socket.on("close", () => resolve());
	}

	/** Resolves when the operating system has taken the bytes, or the connection is gone. */
	async send(bytes: string | Uint8Array): Promise<void> {
		if (this.socket.destroyed || this.socket.write(bytes)) return;
		const { promise, resolve } = Promise.withResolvers<void>();
		this.socket.once("drain", resolve);
		await Promise.race([promise, this.closed]);
		this.socket.off("drain", resolve);
	}

	/** The next message's head; undefined when the connection ends before it. */
	async head(): Promise<MessageHead | undefined> {
		const bytes = await this.#through(headEnd);
		if (bytes === undefined) return undefined;
		const [firstLine = "", ...lines] = bytes.toString("latin1").trimEnd().split("\r\n");
		return { firstLine, headers: lines.map(splitHeader) };
	}

	/** The body that belongs to a head, in the pieces in which it came. Throws BrokenOff. */
	async *body(head: MessageHead): AsyncGenerator<Uint8Array> {
		const length = headerOf(head, "content-length");
		if (headerOf(head, "transfer-encoding") !== undefined) yield* this.#chunks();
		else if (length !== undefined) yield* this.#bytes(Number(length));
		else if (head.firstLine.startsWith("HTTP/")) yield* this.#rest();
	}

	async *#chunks(): AsyncGenerator<Uint8Array> {
		for (;;) {
			const line = await this.#through(lineEnd);
			if (line === undefined) throw new BrokenOff(new Uint8Array());
			const size = Number.parseInt(line.toString("latin1"), 16);
			if (size > 0) yield* this.#bytes(size);
			await this.#through(lineEnd);
			if (size === 0) return;
		}
	}

	async *#bytes(count: number): AsyncGenerator<Uint8Array> {
		for (let missing = count; missing > 0; ) {
			if (this.#buffer.length === 0 && !(await this.#more())) throw new BrokenOff(new Uint8Array());
			const piece = this.#take(Math.min(missing, this.#buffer.length));
			missing -= piece.length;
			yield piece;
		}
	}

	async *#rest(): AsyncGenerator<Uint8Array> {
		while (this.#buffer.length > 0 || (await this.#more())) yield this.#take(this.#buffer.length);
	}

	async #through(mark: Buffer): Promise<Buffer | undefined> {
		for (let from = 0; ; ) {
			const at = this.#buffer.indexOf(mark, from);
			if (at >= 0) return this.#take(at + mark.length);
			from = Math.max(0, this.#buffer.length - mark.length);
			if (!(await this.#more())) return undefined;
		}
	}

	#take(count: number): Buffer {
		const taken = this.#buffer.subarray(0, count);
		this.#buffer = this.#buffer.subarray(count);
		return taken;
	}

	/** Waits for more bytes; false when none will come. */
	async #more(): Promise<boolean> {
		const before = this.#buffer.length;
		while (this.#buffer.length === before) {
			if (this.#ended) return false;
			await this.#wake.promise;
		}
		return true;
	}

	#news(): void {
		this.#wake.resolve();
		this.#wake = Promise.withResolvers<void>();
	}
}

/** All of a body in one piece. Throws BrokenOff with what came before the end. */
export async function wholeBody(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
	const collected: Uint8Array[] = [];
	try {
		for await (const piece of pieces) collected.push(piece);
	} catch (error) {
		if (error instanceof BrokenOff) throw new BrokenOff(Buffer.concat(collected));
		throw error;
	}
	return Buffer.concat(collected);
}

function splitHeader(line: string): [string, string] {
	const colon = line.indexOf(":");
	return [line.slice(0, colon), line.slice(colon + 1).trim()];
}
