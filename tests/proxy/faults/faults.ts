import { readChunks, readJsonFixture } from "../../support/fixtures";
import { refusing, resetting } from "../../support/routes";
import { type Behaviour, hanging, headText, streaming } from "../../support/upstream";

/** How long a provider may take until its first byte, and be silent after it, in these tests. */
export const patienceMs = 200;

/** What a provider does wrong, and what a caller without another target gets and what is recorded. */
export interface Fault {
	behaviour: Behaviour;
	status: number;
	errorType: string;
	/** What the attempt says of it, on a route. */
	attempt: RegExp;
}

const closing: Behaviour = async (exchange) => {
	await exchange.body();
	exchange.close();
};
const overloaded = readJsonFixture("openai", "error-429");
const failed = { status: 502, errorType: "upstream_failed", attempt: /connection_failed/ };

/** Before the first byte of the answer. */
export const faultsBefore: Record<string, Fault> = {
	"resets the connection": { ...failed, behaviour: resetting },
	"closes the connection": { ...failed, behaviour: closing },
	"hangs before its headers": {
		behaviour: hanging,
		status: 504,
		errorType: "upstream_timeout",
		attempt: /first_byte_timeout/,
	},
	"answers 429 with Retry-After": {
		behaviour: refusing(429, { "retry-after": "7" }),
		status: 429,
		errorType: "server_error",
		attempt: /429/,
	},
	"answers 429 without Retry-After": {
		behaviour: refusing(429),
		status: 429,
		errorType: "server_error",
		attempt: /429/,
	},
	...Object.fromEntries(
		[500, 502, 503, 504, 529].map((status) => [
			`answers ${status}`,
			{ behaviour: refusing(status), status, errorType: "server_error", attempt: new RegExp(String(status)) },
		]),
	),
};

export const chunks = readChunks("openai", "plain.asked");
/** Some events, then one whose text ends in the first two of the three bytes of a letter. */
const halfLetter = Buffer.concat([
	Buffer.from('data: {"model":"gpt-4o-2024-08-06","choices":[{"index":0,"delta":{"content":"10 '),
	Buffer.from("€").subarray(0, 2),
]);
const some = chunks.slice(0, 3);
const broken = [...chunks.slice(0, 2), halfLetter];
const whole = readJsonFixture("openai", "plain");

/** The beginning of a long answer of known length. */
function partOfBody(ending: (exchange: Parameters<Behaviour>[0]) => unknown): (seen: Promise<void>) => Behaviour {
	return (seen) => async (exchange) => {
		await exchange.body();
		const head = { "content-type": "application/json", "content-length": "100000" };
		await exchange.send(Buffer.concat([headText(200, head), whole.subarray(0, 150)]));
		await seen;
		await ending(exchange);
	};
}

/** After it. `sent`: what the caller has to get, byte for byte, before it is told by a broken connection. */
export interface LateFault {
	/** `seen` resolves when the caller has the first of it: a reset throws away what was not read yet. */
	behaviour(seen: Promise<void>): Behaviour;
	sent: Uint8Array;
	stream: boolean;
}

const mid = (pieces: readonly Uint8Array[], ending: "close" | "reset" | "hang"): LateFault => ({
	behaviour: (beforeEnding) => streaming(pieces, { ending, beforeEnding }),
	sent: Buffer.concat(pieces),
	stream: true,
});

export const faultsAfter: Record<string, LateFault> = {
	"resets in the middle of a stream": mid(some, "reset"),
	"closes in the middle of a stream": mid(some, "close"),
	"hangs in the middle of a stream": mid(some, "hang"),
	"closes after half a letter": mid(broken, "close"),
	"hangs after half a letter": mid(broken, "hang"),
	"resets in the middle of a body": {
		behaviour: partOfBody((exchange) => exchange.reset()),
		sent: whole.subarray(0, 150),
		stream: false,
	},
	"hangs in the middle of a body": {
		behaviour: partOfBody((exchange) => exchange.closed),
		sent: whole.subarray(0, 150),
		stream: false,
	},
};

/** A 429's own bytes, as OpenAI writes them. */
export const refusal = overloaded;
