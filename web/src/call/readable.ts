import type { CallDetail } from "../api/model";

/** LensAI reads chat completions. Calls of other paths pass through: no usage is read, and no bodies are kept. */
export function isUnreadPath({
	operation,
	rawUsage,
	costLines,
}: Pick<CallDetail, "operation" | "rawUsage" | "costLines">) {
	return operation !== "chat/completions" && !rawUsage && costLines.length === 0;
}
