import { DomainError } from "../errors";
import { limitHeaders } from "../limits/limit-headers";
import { LimitReached } from "../limits/limit-reached";
import type { Provider } from "../providers/provider";
import type { Call } from "./call";
import { Refusal } from "./refusal";
import { CallerLeft } from "./send";

/** A failure of our own, for the log. */
export interface Fault {
	error: unknown;
	callId: string | undefined;
}

interface Refusing {
	/** Undefined when the call was not admitted. */
	call: Call | undefined;
	provider: Pick<Provider, "renderError" | "limitStyle">;
	onFault: (fault: Fault) => void;
}

/** Ends a call that never got an answer, and says why in the caller's own dialect. */
export function refuse(error: unknown, { call, provider, onFault }: Refusing): Response {
	if (error instanceof CallerLeft || isAbort(error)) {
		call?.end({ status: "client_closed", httpStatus: null });
		// Nobody is there to read it; 499 is what proxies log for this.
		return new Response(null, { status: 499 });
	}
	const { status, code, message } = described(error);
	if (status === 500) onFault({ error, callId: call?.id });
	call?.end({ status: "error", httpStatus: status, error: { type: code, message } });
	// One that was not admitted has an id too, so that whoever asks about it can name it.
	const headers = {
		"content-type": "application/json",
		"x-lensai-call-id": call?.id ?? Bun.randomUUIDv7(),
		...(error instanceof LimitReached && limitHeaders(error, provider.limitStyle, Date.now())),
	};
	return new Response(provider.renderError({ status, code, message }), { status, headers });
}

function described(error: unknown): { status: number; code: string; message: string } {
	if (error instanceof Refusal || error instanceof DomainError) {
		return { status: error.status, code: error.code, message: error.message };
	}
	return { status: 500, code: "internal_error", message: "LensAI failed to handle this call; its log says why." };
}

function isAbort(error: unknown): boolean {
	return error instanceof Error && error.name === "AbortError";
}
