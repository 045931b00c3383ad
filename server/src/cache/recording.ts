import type { SpanStatus } from "../journal/span";
import type { CostState } from "../pricing/cost";
import { type CachedAnswer, type CacheScope, maxAnswerBytes } from "./cached-answer";

/** How a call ended, as far as it decides whether its answer may be kept. */
export interface RecordedEnd {
	status: SpanStatus;
	httpStatus: number | null;
	/** The provider said in the answer that something failed. */
	hasError: boolean;
	/** For a stream: it has said that nothing follows. */
	isComplete: boolean;
	responseModel: string | null;
	costState: CostState;
	costPicoUsd: string | null;
}

/** Collects an answer while it passes to its caller. */
export interface Recording {
	/** The next bytes for the caller, as they go to it. */
	add(chunk: Uint8Array): void;
	/** The answer, once the call has ended; undefined when it must not be kept. */
	end(end: RecordedEnd): CachedAnswer | undefined;
}

interface RecordingStart {
	scope: CacheScope;
	callId: string;
	/** As the caller gets them. */
	headers: Readonly<Record<string, string>>;
	stream: boolean;
	ttlSeconds: number;
	/** Unix milliseconds. */
	now?: () => number;
}

/**
 * Only a whole answer with status 2xx and without an error in it is kept: `ok` says that it was read to its end, and a stream
 * must have said itself that it was all.
 */
export function startRecording({
	scope,
	callId,
	headers,
	stream,
	ttlSeconds,
	now = Date.now,
}: RecordingStart): Recording {
	let chunks: Uint8Array[] = [];
	let bytes = 0;
	return {
		add(chunk) {
			bytes += chunk.length;
			if (bytes > maxAnswerBytes) chunks = [];
			// A copy (a Buffer's slice would be none): what passes may be a view of a larger buffer, or be used again.
			else chunks.push(new Uint8Array(chunk));
		},
		end({ status, httpStatus, hasError, isComplete, ...kept }) {
			const isWhole = status === "ok" && !hasError && (isComplete || !stream);
			if (!isWhole || httpStatus === null || httpStatus < 200 || httpStatus > 299) return undefined;
			if (bytes > maxAnswerBytes || bytes === 0) return undefined;
			const storedAtMs = now();
			return {
				...scope,
				callId,
				storedAtMs,
				expiresAtMs: storedAtMs + ttlSeconds * 1000,
				status: httpStatus,
				headers: Object.entries(headers).filter(([name]) => isAboutAnswer(name)),
				chunks,
				stream,
				...kept,
			};
		},
	};
}

/** Headers that are about that one call or its connection. */
const aboutCall = new Set([
	"age",
	"cf-ray",
	"connection",
	"content-length",
	"date",
	"keep-alive",
	"openai-processing-ms",
	"request-id",
	"retry-after",
	"server-timing",
	"set-cookie",
	"transfer-encoding",
	"x-envoy-upstream-service-time",
	"x-request-id",
]);

function isAboutAnswer(name: string): boolean {
	return !aboutCall.has(name) && !name.startsWith("x-lensai-") && !name.includes("ratelimit");
}
