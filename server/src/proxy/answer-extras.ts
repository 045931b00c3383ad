import type { Span } from "../journal/span";
import { costHeaders, renderCostComment, renderIgnored, renderOverheadMs } from "../labels/answer-headers";
import type { Labels } from "../labels/labels";

interface Timing {
	arrivedAt: number;
	/** When the request went to the provider, and when its headers came. */
	sentAt: number;
	answeredAt: number;
}

const encoder = new TextEncoder();

/** What the gateway adds to an answer, beside the call's id. */
export class AnswerExtras {
	constructor(
		private readonly timing: Timing,
		private readonly labels: Labels,
		/** The caller asked for the cost, so a JSON answer waits for its own end, and a stream gets a comment behind it. */
		readonly wantsCost: boolean,
		/** Asked for as a stream, which does not wait. */
		private readonly isStream: boolean,
	) {}

	/** An answer of untold length is waited for. */
	get waitsForCost(): boolean {
		return this.wantsCost && !this.isStream;
	}

	/** Puts the headers in, at `now`; `span` is the finished one, for a call that was waited for. */
	note(headers: Record<string, string>, now: number, span?: Span): void {
		const { arrivedAt, sentAt, answeredAt } = this.timing;
		headers["x-lensai-overhead-ms"] = renderOverheadMs({ arrivedAt, sentAt, answeredAt, now });
		if (this.labels.ignored !== undefined) headers["x-lensai-ignored"] = renderIgnored(this.labels.ignored);
		if (span !== undefined) Object.assign(headers, costHeaders(costOf(span)));
	}

	/** The cost as a server-sent comment. */
	comment(span: Span): Uint8Array {
		return encoder.encode(renderCostComment(costOf(span)));
	}
}

function costOf({ costState, costPicoUsd }: Span) {
	return { state: costState, ...(costPicoUsd !== null && { picoUsd: BigInt(costPicoUsd) }) };
}
