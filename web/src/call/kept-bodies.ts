import type { CallDetail } from "../api/model";
import type { Refused } from "../calls/refusal";
import { formatBytes } from "../format/count";
import type { Conversation } from "./conversation";
import { isUnreadPath } from "./readable";

/**
 * What is missing of a call's bodies and why, one sentence each; empty when both are there as a whole. Who may not read them
 * is not told whether they were kept.
 */
export function explainMissing(
	call: Pick<
		CallDetail,
		"capture" | "request" | "response" | "status" | "responseBytes" | "model" | "rawUsage" | "costLines" | "cache"
	> &
		Refused,
	mayRead = true,
): string[] {
	if (!mayRead && call.capture === "full")
		return ["What was said is withheld: it needs the right payloads.read, which your role does not give."];
	if (isUnreadPath(call) && call.request === null && call.response === null)
		return ["LensAI does not read this path yet: it passes through, and its bodies are not kept."];
	if (call.capture === "metadata") {
		return ["What was said was not kept: the project, or a header of this call, asks for metadata only."];
	}
	const sentences: string[] = [];
	if (call.status === "interrupted")
		sentences.push("The server stopped while this call was in flight, so its end is not known.");
	if (call.request === null) sentences.push("The request's body was not kept.");
	if (call.response === null) sentences.push(missingAnswer(call));
	for (const [name, body] of [
		["request", call.request],
		["answer", call.response],
	] as const) {
		if (body?.truncated)
			sentences.push(`The ${name} has ${formatBytes(body.bytes)}, of which only the first 1 MiB was kept.`);
	}
	return sentences;
}

function missingAnswer({ cache, responseBytes }: Pick<CallDetail, "cache" | "responseBytes">): string {
	if (cache === "hit") return "The answer is not kept again: it stands with the call that it was made for.";
	return responseBytes > 0 ? "The answer's body was not kept." : "There was no answer to keep.";
}

/** Which of the kept bodies stand only as they are, since they are no conversation that can be read. */
export function explainUnreadable(
	call: Pick<CallDetail, "request" | "response">,
	{ asked, answered, error }: Conversation,
): string | undefined {
	const isRequestUnread = call.request !== null && asked === undefined;
	const isAnswerUnread = call.response !== null && answered === undefined && error === undefined;
	if (isRequestUnread && (isAnswerUnread || call.response === null))
		return "These bodies are no conversation that can be laid out. They stand under Request and Response.";
	if (isRequestUnread) return "The request is no conversation that can be laid out. It stands under Request.";
	if (isAnswerUnread) return "The answer is not one that can be laid out. It stands under Response.";
	return undefined;
}
