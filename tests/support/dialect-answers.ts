import { expect } from "bun:test";
import type { Answer, AnswerHeaders, Dialect } from "../../server/src/proxy/dialects/dialect";
import { joinChunks } from "./fixtures";
import { pickIndex, seededRandom } from "./random";

type Readable = Pick<Dialect, "createStreamReader">;

/** Reads a stream in these chunks, each of which is gone once the next one comes. */
export function readStream(dialect: Readable, chunks: Iterable<Uint8Array>, headers?: AnswerHeaders): Answer {
	const reader = dialect.createStreamReader(headers);
	for (const chunk of chunks) {
		const own = chunk.slice();
		reader.read(own);
		own.fill(0x22);
	}
	return reader.end();
}

/** An answer without what the provider said literally, for comparing with what is expected of it. */
export function meaningOf({ rawUsage: _, isJson: __, ...answer }: Answer): Answer {
	return answer;
}

/** The stream reads as `expected` in one piece, byte by byte, cut in two at every byte, and at random bytes. */
export function expectAlikeWhereverCut(dialect: Readable, chunks: readonly Uint8Array[], expected: Answer): void {
	const whole = joinChunks(chunks);
	expect(readStream(dialect, [whole])).toEqual(expected);
	expect(readStream(dialect, splitAt(whole, Array.from(whole.keys()).slice(1)))).toEqual(expected);
	for (let offset = 0; offset <= whole.length; offset++) {
		const answer = readStream(dialect, splitAt(whole, [offset]));
		if (!Bun.deepEquals(answer, expected)) throw new Error(`read otherwise when cut at ${offset}`);
	}
	for (let seed = 0; seed < 50; seed++) {
		const random = seededRandom(seed);
		const cuts = Array.from({ length: 1 + pickIndex(random, 40) }, () => pickIndex(random, whole.length + 1));
		cuts.sort((a, b) => a - b);
		expect(readStream(dialect, splitAt(whole, cuts))).toEqual(expected);
	}
}

/** The bytes cut at these offsets, in ascending order. */
export function splitAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
	const bounds = [0, ...offsets, bytes.length];
	return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
}
