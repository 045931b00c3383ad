import { inputTokens, outputTokens, type Usage } from "../pricing/usage";

/** How a model's own counts compare with what can be seen of its calls; a member is absent where too few calls told it. */
export interface Calibration {
	/** Measured input tokens per token of o200k, and the same of output: more than 1 where a model also thinks unseen. */
	inputFactor?: number;
	outputFactor?: number;
	/** Bytes of a body per measured token. */
	inputBytes?: number;
	outputBytes?: number;
	/** Calls that it was learnt from. */
	samples: number;
}

/** A call that told its usage. */
export interface MeasuredCall {
	usage: Usage;
	requestBytes: number;
	responseBytes: number;
	/** Tokens of o200k in its bodies; absent where they were not kept, or say more than text. */
	requestTokens?: number;
	answerTokens?: number;
}

/** One odd call must not decide. */
const minSamples = 3;
/** Beyond these something else was measured than was counted. */
const bounds = { inputFactor: [0.5, 3], outputFactor: [0.5, 20], bytes: [0.5, 10_000] } as const;

/** The median of each ratio over calls of one model. Five calls of 110 tokens that tokenize to 100: `inputFactor` 1.1. */
export function calibrate(calls: readonly MeasuredCall[]): Calibration {
	const ratios = (of: (call: MeasuredCall) => number | undefined) =>
		calls.map(of).filter((ratio): ratio is number => ratio !== undefined && Number.isFinite(ratio) && ratio > 0);
	const texts = calls.filter(
		({ usage }) => !usage.audioInput && !usage.imageInput && !usage.audioOutput && !usage.imageOutput,
	);
	const known = {
		inputFactor: median(textRatios(texts, inputTokens, "requestTokens"), bounds.inputFactor),
		outputFactor: median(textRatios(texts, outputTokens, "answerTokens"), bounds.outputFactor),
		inputBytes: median(
			ratios(({ usage, requestBytes }) => per(requestBytes, inputTokens(usage))),
			bounds.bytes,
		),
		outputBytes: median(
			ratios(({ usage, responseBytes }) => per(responseBytes, outputTokens(usage))),
			bounds.bytes,
		),
	};
	return { ...defined(known), samples: calls.length };
}

function textRatios(
	calls: readonly MeasuredCall[],
	measured: (usage: Usage) => number | undefined,
	tokenized: "requestTokens" | "answerTokens",
): number[] {
	return calls.flatMap((call) => {
		const ratio = per(measured(call.usage), call[tokenized]);
		return ratio === undefined || ratio <= 0 ? [] : [ratio];
	});
}

function per(amount: number | undefined, of: number | undefined): number | undefined {
	return amount === undefined || !of ? undefined : amount / of;
}

/** Within the bounds; undefined of too few. */
function median(values: number[], [least, most]: readonly [number, number]): number | undefined {
	if (values.length < minSamples) return undefined;
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length / 2;
	const value = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
	return Math.min(most, Math.max(least, value));
}

function defined(known: Omit<Calibration, "samples">): Omit<Calibration, "samples"> {
	return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
