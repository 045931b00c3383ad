import type { Gate } from "../../limits/gate";
import type { Hold } from "../../limits/limit";
import { LimitReached } from "../../limits/limit-reached";
import { type Call, type CallRecorder, startCall } from "../call";
import type { CallStart } from "../call-start";
import type { Answer } from "../dialects/dialect";
import type { RealtimeEvent } from "../dialects/openai-realtime";
import type { Outcome } from "../outcome";
import type { SocketEnding } from "./relay-socket";

/** The calls of one realtime session. */
export interface Session {
	/** Bytes that passed, for the sizes of the spans. */
	sent(bytes: number): void;
	received(bytes: number): void;
	on(event: RealtimeEvent): void;
	/** Ends what is open, and the session's own span; once. */
	end(ending: SocketEnding): void;
}

interface SessionDeps extends CallRecorder {
	gate: Gate;
	onFault: (error: unknown) => void;
}

interface Opened {
	/** The session's own span, which is the root of its trace. */
	call: Call;
	start: CallStart;
	/** A response is over a limit. */
	overLimit(reached: LimitReached): void;
}

/** Responses that a provider begins and never ends must not pile up. */
const maxOpenResponses = 100;

/**
 * A session is a trace, and each response in it a call, because each has its own usage, price and end, and a session may last an
 * hour. What writes down the caller's speech is another model, so each transcription is a call of its own, too.
 */
export function openSession(deps: SessionDeps, { call, start, overLimit }: Opened): Session {
	const { gate, now, onFault } = deps;
	const open = new Map<string, { call: Call; receivedBefore: number }>();
	let sentBytes = 0;
	let sentForCalls = 0;
	let receivedBytes = 0;

	function begin(model: string | undefined): Call {
		const requestBytes = sentBytes - sentForCalls;
		sentForCalls = sentBytes;
		return startCall(deps, {
			...start,
			kind: "llm",
			request: { model, stream: true, asksForUsage: false },
			requestBytes,
			labels: { ...start.labels, traceId: start.labels.traceId ?? call.id, parentSpanId: call.id },
			arrivedAt: now(),
			arrivedAtMs: Date.now(),
		});
	}
	function endResponse(answer: Answer): void {
		const id = answer.responseId ?? "";
		const begun = open.get(id) ?? { call: begin(start.request?.model), receivedBefore: receivedBytes };
		open.delete(id);
		begun.call.end({ status: "ok", httpStatus: 101, answer, responseBytes: receivedBytes - begun.receivedBefore });
	}
	/** Each response counts as a request; its tokens are known at its end, and counted then. */
	function admit(response: Call): void {
		const refused = (error: unknown) => (error instanceof LimitReached ? overLimit(error) : onFault(error));
		try {
			const taken = gate.admit(start.caller, { tokens: () => 1, stream: false });
			if (taken instanceof Promise) taken.then((hold: Hold) => response.holds(hold), refused);
			else if (taken !== undefined) response.holds(taken);
		} catch (error) {
			refused(error);
		}
	}

	return {
		sent(bytes) {
			sentBytes += bytes;
		},
		received(bytes) {
			receivedBytes += bytes;
		},
		on(event) {
			if (event.kind === "begun") {
				if (open.size >= maxOpenResponses || open.has(event.responseId)) return;
				const response = begin(start.request?.model);
				open.set(event.responseId, { call: response, receivedBefore: receivedBytes });
				admit(response);
			} else if (event.kind === "piece") for (const { call: response } of open.values()) response.firstByte();
			else if (event.kind === "response") endResponse(event.answer);
			else if (event.kind === "transcription")
				begin(event.answer.responseModel).end({ status: "ok", httpStatus: 101, answer: event.answer });
		},
		end(ending) {
			const outcome = outcomeOf(ending);
			for (const { call: response, receivedBefore } of open.values()) {
				const broken = outcome.status === "ok" ? ({ status: "client_closed", httpStatus: 101 } as const) : outcome;
				response.end({ ...broken, responseBytes: receivedBytes - receivedBefore });
			}
			open.clear();
			call.end({ ...outcome, responseBytes: receivedBytes });
		},
	};
}

const normal = 1000;
/** A page was left, or no code was given. https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const goingAway = [1001, 1005];

/** A session is over when its caller says so; one that vanishes has left. */
function outcomeOf(ending: SocketEnding): Outcome {
	const httpStatus = 101;
	if (ending.by === "overflow") {
		const message = `The ${ending.slow} took its messages too slowly.`;
		return { status: "error", httpStatus, error: { type: "socket_overflow", message } };
	}
	if (ending.by === "gateway")
		return { status: "error", httpStatus, error: { type: ending.code, message: ending.message } };
	if (ending.code === normal || goingAway.includes(ending.code)) return { status: "ok", httpStatus };
	if (ending.by === "caller") return { status: "client_closed", httpStatus };
	const message = `The provider closed the WebSocket with ${ending.code}.`;
	return { status: "error", httpStatus, error: { type: "upstream_broke_off", message } };
}
