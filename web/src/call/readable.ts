import type { CallDetail } from "../api/model";

/**
 * A call of a path that LensAI does not read: it passes through, no usage is read, and no bodies are kept. Of every path that is
 * read, the model is known at least, whatever came of the call.
 */
export function isUnreadPath({ model, rawUsage, costLines }: Pick<CallDetail, "model" | "rawUsage" | "costLines">) {
	return model === null && !rawUsage && costLines.length === 0;
}
