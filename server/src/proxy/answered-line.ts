import type { Deadlines } from "../deadlines";
import type { Answered } from "../targets/answered";
import type { LeaveRule } from "../targets/leaving";
import { Refusal } from "./refusal";
import type { OpenLine } from "./relay";
import { CallerLeft } from "./send";

interface Answering {
	silence: Deadlines;
	callerSignal: AbortSignal;
	/** What the provider does when its client goes. */
	rule: LeaveRule;
}

/** The line to a target that has answered, as the relay knows lines: the provider may be silent as long as on any other. */
export function answeredLine(answered: Answered, { silence, callerSignal, rule }: Answering): OpenLine {
	let isSilent = false;
	const deadline = silence.start(() => {
		isSilent = true;
		answered.hangUp("broke_off");
	});
	const hangUp = () => answered.hangUp("caller_left");
	if (rule === "cancel") callerSignal.onabort = hangUp;
	return {
		waits: deadline.refresh,
		hangUp,
		explain(error) {
			if (error instanceof CallerLeft || error instanceof Refusal) return error;
			if (callerSignal.aborted) return new CallerLeft();
			if (isSilent) return new Refusal(504, "upstream_timeout", `The provider was silent for ${silence.afterMs} ms.`);
			const failure = answered.failure();
			if (failure === "caller_left") return new CallerLeft();
			if (failure === "total_timeout")
				return new Refusal(504, "upstream_timeout", "The answer took longer than the route allows a call.");
			if (failure === "first_byte_timeout")
				return new Refusal(504, "upstream_timeout", "The answer did not come in the time that the route allows.");
			return new Refusal(502, "upstream_failed", "The connection to the provider failed: closed unexpectedly.");
		},
		close() {
			deadline.stop();
			callerSignal.onabort = null;
			// Counts where the answer never reached the relay; otherwise it has ended before.
			answered.end({ error: answered.failure() });
		},
	};
}
