import type { Answer, Dialect } from "./dialect";

/** What an answer about a response means for the call that made it. */
export type ResponseSettlement =
	/** Its usage belongs to the call that this answer ends. */
	| { kind: "settled"; responseId?: string }
	/** The call stays open under this id: the provider goes on, or the stream broke off before its end. */
	| { kind: "open"; responseId: string }
	/** Its usage belongs to the call that is open under this id, if there is one; to no call otherwise. */
	| { kind: "settles"; responseId: string }
	/** Nothing to count. */
	| { kind: "none" };

/**
 * How the usage of a response is counted once, however often it is asked for. Only `POST responses` (and `…/compact`) make
 * a response, so only they make a call that costs something:
 *
 * - it ends with usage: `settled`, and looking it up later settles nothing;
 * - it ends without, because it goes on in the background or its stream broke off: `open`, under the response's id;
 * - `GET responses/{id}`, as JSON or as a replayed stream, and `POST responses/{id}/cancel` with the usage in their answer:
 *   `settles`. The gateway takes the open call of that provider, organization and id, and settles it, in one statement that
 *   only the first of several such answers can win. The look-up's own span keeps no usage.
 *
 * A response that was made elsewhere, or that is already settled, has no open call: looking it up costs nothing.
 * Source: https://developers.openai.com/api/docs/guides/background (2026-11-22).
 */
export function responseSettlement(role: NonNullable<Dialect["outlasts"]>, answer: Answer): ResponseSettlement {
	const { responseId } = answer;
	const hasUsage = answer.usage !== undefined && answer.isPending !== true;
	if (role === "makes") {
		if (hasUsage) return { kind: "settled", responseId };
		return responseId === undefined || isOver(answer) ? { kind: "none" } : { kind: "open", responseId };
	}
	return hasUsage && responseId !== undefined ? { kind: "settles", responseId } : { kind: "none" };
}

/** It failed or was cancelled before anything was counted. */
function isOver({ finishReason, isPending }: Answer): boolean {
	return isPending !== true && finishReason !== undefined;
}
