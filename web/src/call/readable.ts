import type { CallDetail } from "../api/model";
import { isUnsent, type Refused } from "../calls/refusal";

/**
 * A call of a path that LensAI does not read: it passes through, no usage is read, and no bodies are kept. Of every path that is
 * read, the model is known at least, unless the call was refused before its body was there, as one that is too large is.
 */
export function isUnreadPath(call: Pick<CallDetail, "model" | "rawUsage" | "costLines"> & Refused): boolean {
	return call.model === null && !call.rawUsage && call.costLines.length === 0 && !isUnsent(call);
}
