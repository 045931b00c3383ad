import type { Span } from "../journal/span";
import { costHeaders, renderCostComment, renderIgnored, renderOverheadMs } from "../labels/answer-headers";
import type { Labels } from "../labels/labels";

/** What the gateway adds to an answer, beside the call's id. */
export interface AnswerExtras {
	/** The caller asked for the cost, so a JSON answer waits for its own end, and a stream gets a comment behind it. */
	readonly wantsCost: boolean;
	/** Puts the headers in; `span` is the finished one, for a call that was waited for. */
	note(headers: Headers, span?: Span): void;
	/** The cost as a server-sent comment. */
	comment(span: Span): Uint8Array;
}

interface Timing {
	arrivedAt: number;
	/** When the request went to the provider, and when its headers came. */
	sentAt: number;
	answeredAt: number;
	now: () => number;
	labels: Labels;
	wantsCost: boolean;
}

const encoder = new TextEncoder();

export function answerExtras({ now, labels, wantsCost, ...timing }: Timing): AnswerExtras {
	return {
		wantsCost,
		note(headers, span) {
			headers.set("x-lensai-overhead-ms", renderOverheadMs({ ...timing, now: now() }));
			if (labels.ignored !== undefined) headers.set("x-lensai-ignored", renderIgnored(labels.ignored));
			const cost = span === undefined ? {} : costHeaders(costOf(span));
			for (const [name, value] of Object.entries(cost)) headers.set(name, value);
		},
		comment: (span) => encoder.encode(renderCostComment(costOf(span))),
	};
}

function costOf({ costState, costPicoUsd }: Span) {
	return { state: costState, ...(costPicoUsd !== null && { picoUsd: BigInt(costPicoUsd) }) };
}
