import { getSchemaValidator, t } from "elysia";
import { CostState } from "../traces/model";
import type { CachedAnswer } from "./cached-answer";

/** What stands before the chunks, as JSON; `chunkBytes` are their lengths. */
const Head = t.Object({
	organizationId: t.String(),
	projectId: t.String(),
	callId: t.String(),
	storedAtMs: t.Number(),
	expiresAtMs: t.Number(),
	status: t.Integer({ minimum: 200, maximum: 299 }),
	headers: t.Array(t.Tuple([t.String(), t.String()])),
	stream: t.Boolean(),
	responseModel: t.Nullable(t.String()),
	costState: CostState,
	costPicoUsd: t.Nullable(t.String({ pattern: "^\\d+$" })),
	chunkBytes: t.Array(t.Integer({ minimum: 0 })),
});
const validator = getSchemaValidator(Head, {});
const isHead = (head: unknown): head is typeof Head.static => validator.Check(head);

const lengthBytes = 4;

/** An answer as one value: the length of the head (4 bytes, big-endian), the head as JSON, and the chunks. */
export function writeAnswer({ chunks, ...head }: CachedAnswer): Uint8Array {
	const text = Buffer.from(JSON.stringify({ ...head, chunkBytes: chunks.map(({ length }) => length) }));
	const length = Buffer.alloc(lengthBytes);
	length.writeUInt32BE(text.length);
	return Buffer.concat([length, text, ...chunks]);
}

/** Undefined for bytes that `writeAnswer` did not write, or another version of it. */
export function readAnswer(bytes: Uint8Array): CachedAnswer | undefined {
	if (bytes.length < lengthBytes) return undefined;
	const start = lengthBytes + Buffer.from(bytes.buffer, bytes.byteOffset).readUInt32BE();
	const head = parseHead(bytes.subarray(lengthBytes, start));
	if (head === undefined) return undefined;
	const { chunkBytes, ...rest } = head;
	const chunks: Uint8Array[] = [];
	let at = start;
	for (const length of chunkBytes) {
		chunks.push(bytes.subarray(at, at + length));
		at += length;
	}
	return at === bytes.length ? { ...rest, chunks } : undefined;
}

function parseHead(bytes: Uint8Array): typeof Head.static | undefined {
	try {
		const head: unknown = JSON.parse(new TextDecoder().decode(bytes));
		return isHead(head) ? head : undefined;
	} catch {
		return undefined;
	}
}
