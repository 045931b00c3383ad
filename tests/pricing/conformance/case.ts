import type { CostState } from "../../../server/src/pricing/cost";
import type { RateUnit } from "../../../server/src/pricing/rate-unit";

/** A page or thread, and the day it was read: `https://… (2026-11-22)`; between them, in which copy or data it was found. */
export type Source = `http${string} (${number}-${number}-${number})`;

/**
 * The cost of a call as its provider bills it, line by line: `{ uncachedInput: "400 × $2.50/M", output: "100 × $10/M" }`. Each
 * line holds a count that the answer tells and the published rate; what is not billed, or zero, is left out. `workOut` reads it.
 */
export type CostSum = Partial<Record<RateUnit, string>>;

/** One answer in the shape that its provider documents, and what it costs. */
export interface ConformanceCase {
	/** In a few words what is special; unique within the provider. */
	name: string;
	/** Built-in provider, by id. */
	provider: string;
	method?: "GET";
	/** Behind the provider's door, e.g. `chat/completions`; may begin with a region or resource where the provider's paths do. */
	path: string;
	/** A door of its own: `eu` for `/openai/eu/v1/`. */
	door?: string;
	/** The request's body, as JSON. */
	ask: Readonly<Record<string, unknown>>;
	answer: CaseAnswer;
	/** Of the answer. */
	headers?: Readonly<Record<string, string>>;
	/** Where the answer's shape is documented. */
	shape: Source;
	/** Where the rates in `cost` were read. */
	rates: Source;
	/** When the call was made; a day in November 2026, at noon, where it does not matter. */
	at?: string;
	cost: CostSum;
	/** What other models did inside of the call, by their names. */
	further?: Readonly<Record<string, CostSum>>;
	/** `priced` when absent. */
	state?: CostState;
	/** The public thread about a gateway, tool or list that gets this one wrong, e.g. `BerriAI/litellm#9812`, or what it gets wrong. */
	mispriced?: string;
}

/**
 * How an answer comes: whole, in the chunks of a stream, as a line of a batch's results, or as the messages of a WebSocket, of which
 * the last one that has a bill counts.
 */
export type CaseAnswer =
	| { json: unknown }
	| { stream: readonly (string | Uint8Array)[] }
	| { batchLine: unknown }
	| { socket: readonly unknown[] };

export const defaultTime = "2026-11-22T12:00:00Z";

/** The same call, answered whole and as a stream: two cases. */
export function inBothForms(
	{ name, ...rest }: Omit<ConformanceCase, "answer">,
	{ json, stream }: { json: unknown; stream: readonly (string | Uint8Array)[] },
): ConformanceCase[] {
	return [
		{ ...rest, name: `${name}, JSON`, answer: { json } },
		{ ...rest, name: `${name}, stream`, ask: { ...rest.ask, stream: true }, answer: { stream } },
	];
}
