import type { CachedAnswer } from "../cache/cached-answer";
import type { Payload, SpanStatus } from "../journal/span";
import type { Answer } from "./dialects/dialect";

/** How a call ended, as far as the relay saw it. */
export interface Outcome {
	status: Exclude<SpanStatus, "interrupted">;
	/** What the caller was sent. */
	httpStatus: number | null;
	error?: { type: string; message: string };
	answer?: Answer;
	responseBytes?: number;
	response?: Payload;
	/** The answer was one that was kept. */
	cached?: CachedAnswer;
}
