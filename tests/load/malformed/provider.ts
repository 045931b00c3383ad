import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";
import { answering, type Behaviour, streaming } from "../../support/upstream";

export const goodAnswer = readJsonFixture("openai", "plain");
export const goodStream = joinChunks(readChunks("openai", "plain.unasked"));

const refusal = JSON.stringify({
	error: { message: "We could not parse the JSON body of your request.", type: "invalid_request_error" },
});
/** Longer bodies are looked at from both ends only, so that the provider's own memory is not what is measured. */
const parsedBytes = 2 * 1024 * 1024;

/** Answers as OpenAI does: what is not JSON with a model's name in it is refused with 400. */
export const strictProvider: Behaviour = async (exchange) => {
	const kept: Uint8Array[] = [];
	let bytes = 0;
	let last: Uint8Array = new Uint8Array();
	for await (const piece of exchange.pieces()) {
		if (bytes < parsedBytes) kept.push(piece);
		bytes += piece.length;
		last = piece;
	}
	const body = Buffer.concat(kept).toString();
	const behaviour = answerTo(bytes < parsedBytes ? parsed(body) : looksRight(body, last));
	await behaviour({ ...exchange, body: async () => new Uint8Array() });
};

function answerTo(request: { model?: unknown; stream?: unknown } | undefined): Behaviour {
	if (typeof request?.model !== "string") return answering(refusal, { status: 400 });
	return request.stream === true ? streaming(readChunks("openai", "plain.asked")) : answering(goodAnswer);
}

function parsed(body: string): { model?: unknown; stream?: unknown } | undefined {
	try {
		const value: unknown = JSON.parse(body);
		return typeof value === "object" && value !== null ? value : undefined;
	} catch (error) {
		// Deep nesting is a RangeError.
		if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
		throw error;
	}
}

function looksRight(start: string, last: Uint8Array): { model?: unknown } | undefined {
	return start.startsWith('{"model":"gpt-4o"') && last.at(-1) === 0x7d ? { model: "gpt-4o" } : undefined;
}
