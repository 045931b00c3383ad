import { crc32 } from "node:zlib";

/**
 * A message of `application/vnd.amazon.eventstream`, whose layout `bedrock-messages.ts` tells; header values are texts, or
 * bytes as they are (with their type in front). The recorded ones were written by AWS's own codec.
 */
export function encodeMessage(headers: Record<string, string | Uint8Array>, payload: string): Buffer {
	const parts = Object.entries(headers).map(([name, value]) => {
		const text = typeof value === "string" ? Buffer.from(value) : undefined;
		const head = text && Buffer.from([7, text.length >> 8, text.length & 0xff]);
		const bytes = text && head ? Buffer.concat([head, text]) : (value as Uint8Array);
		return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), bytes]);
	});
	const encodedHeaders = Buffer.concat(parts);
	const body = Buffer.from(payload);
	const message = Buffer.alloc(16 + encodedHeaders.length + body.length);
	message.writeUInt32BE(message.length, 0);
	message.writeUInt32BE(encodedHeaders.length, 4);
	message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
	encodedHeaders.copy(message, 12);
	body.copy(message, 12 + encodedHeaders.length);
	message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
	return message;
}
