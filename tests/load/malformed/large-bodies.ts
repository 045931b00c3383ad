import { connect, readAnswer } from "../../support/http-client";
import { chunkText } from "../../support/upstream";
import type { Seen } from "./kinds";

const bytes = 50 * 1024 * 1024;
const pieceBytes = 1024 * 1024;

/** A body of 50 MB, as one repeated piece between a beginning and an end. */
export interface LargeBody {
	name: string;
	begin: string;
	piece: string;
	end: string;
	chunked: boolean;
	right: Seen;
}

const object = '{"model":"gpt-4o","messages":[{"role":"user","content":"';

/** Valid ones are answered by the provider; it refuses the others. */
export const largeBodies: readonly LargeBody[] = [
	{ name: "50 MB of text in JSON", begin: object, piece: "x", end: '"}]}', chunked: false, right: 200 },
	{ name: "50 MB of text in JSON, chunked", begin: object, piece: "x", end: '"}]}', chunked: true, right: 200 },
	{
		name: "50 MB of small numbers",
		begin: '{"model":"gpt-4o","a":[',
		piece: "1,",
		end: "1]}",
		chunked: false,
		right: 200,
	},
	{ name: "50 MB of open brackets", begin: "", piece: "[", end: "", chunked: false, right: 400 },
	{ name: "50 MB of NUL bytes, chunked", begin: "", piece: "\0", end: "", chunked: true, right: 400 },
];

/** Sends it as fast as the server takes it. */
export async function sendLargeBody({ begin, piece, end, chunked }: LargeBody, port: number): Promise<Seen> {
	const wire = await connect(port);
	try {
		const pieces = Math.floor(bytes / pieceBytes);
		const middle = Buffer.from(piece.repeat(pieceBytes / piece.length));
		const length = begin.length + pieces * pieceBytes + end.length;
		const framing = chunked ? "transfer-encoding: chunked" : `content-length: ${length}`;
		await wire.send(
			`POST /openai/v1/chat/completions HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\n${framing}\r\n\r\n`,
		);
		const framed = (part: Buffer) => (chunked && part.length > 0 ? chunkText(part) : part);
		await wire.send(framed(Buffer.from(begin)));
		for (let sent = 0; sent < pieces; sent++) await wire.send(framed(middle));
		await wire.send(framed(Buffer.from(end)));
		if (chunked) await wire.send("0\r\n\r\n");
		return (await readAnswer(wire))?.status ?? "none";
	} finally {
		wire.socket.destroy();
	}
}
