import type { Usage } from "../pricing/usage";
import type { BodyText } from "./body-text";
import type { Calibration } from "./calibration";

/** One side of a call, as far as it can be seen. */
export interface SeenBody {
	/** On the wire. */
	bytes: number;
	/** Absent when the body was not kept or cannot be read. */
	text?: BodyText;
	/** Tokens of o200k in `text`. */
	tokens?: number;
}

export interface Estimate {
	usage: Usage;
	/** More was used than is in `usage`: images, sound, a context at the provider. */
	isPart: boolean;
}

/**
 * What a chat adds to its texts: 3 tokens and the role for a message, and 3 before the answer. OpenAI's own counting, as quoted at
 * https://mcmap.net/q/271632/-openai-api-how-do-i-count-tokens-before-i-send-an-api-request (2026-11-22)
 */
const perMessage = 4;
const perAnswer = 3;

/** Tokens of o200k in a body, its turns and its own token ids included. */
export function tokensOf({ messages, tokens, scale }: BodyText, textTokens: number): number {
	return textTokens * scale + tokens + (messages > 0 ? messages * perMessage + perAnswer : 0);
}

interface Seen {
	request: SeenBody;
	/** Absent for a call that writes nothing, such as an embedding. */
	answer?: SeenBody;
	/** What the provider had told before its answer broke off. */
	told: Usage;
}

/**
 * The usage of a call that told none, or told it only up to some point: what was told stays, and what was not is estimated, input
 * as `uncachedInput` and everything written as `output`. Undefined when nothing can be said.
 */
export function estimateUsage({ request, answer, told }: Seen, calibration: Calibration): Estimate | undefined {
	const input = has(told, inputs) ? undefined : sideOf(request, calibration.inputFactor, calibration.inputBytes);
	const output = answer && sideOf(answer, calibration.outputFactor, calibration.outputBytes);
	if (input === undefined && !has(told, inputs)) return undefined;
	if (answer !== undefined && output === undefined && !has(told, ["output"])) return undefined;
	const usage: Usage = { ...told };
	if (input !== undefined) usage.uncachedInput = input;
	if (output !== undefined) usage.output = Math.max(told.output ?? 0, output - (told.reasoning ?? 0));
	const isPart = (input !== undefined && (request.text?.hasMore ?? false)) || (answer?.text?.hasMore ?? false);
	return { usage, isPart };
}

const inputs = ["uncachedInput", "cacheRead", "cacheWrite5m", "cacheWrite1h"] as const;

function has(usage: Usage, buckets: readonly (keyof Usage)[]): boolean {
	return buckets.some((bucket) => usage[bucket] !== undefined);
}

function sideOf({ bytes, tokens }: SeenBody, factor = 1, bytesPerToken?: number): number | undefined {
	if (tokens !== undefined) return Math.round(tokens * factor);
	return bytesPerToken === undefined ? undefined : Math.round(bytes / bytesPerToken);
}
