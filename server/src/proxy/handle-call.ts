import type { KeyRing } from "../keys/key-ring";
import type { Provider } from "../providers/provider";
import { createUsageAsker } from "./ask-for-usage";
import { authenticate, type Peer } from "./authenticate";
import { type Call, type CallRecorder, type CallStart, startCall } from "./call";
import { captureOf, payloadOf } from "./capture";
import type { Deadlines } from "./deadlines";
import { createLater } from "./later";
import type { BodyLimits } from "./read-body";
import { addressOf, readCall } from "./read-call";
import { type Fault, refuse } from "./refuse";
import { relay } from "./relay";
import { type Fetch, openLine } from "./send";
import { sendCall } from "./send-call";

export interface GatewayDeps extends CallRecorder {
	keyRing: KeyRing;
	provider: Provider;
	fetch: Fetch;
	limits: BodyLimits;
	/** How long the provider may be silent. */
	silence: Deadlines;
	onFault: (fault: Fault) => void;
}

export type HandleCall = (request: Request, peer: Peer) => Promise<Response>;

/** One provider's door: a request in, the provider's answer out, and one span for it in the journal. Never throws. */
export function createGateway(deps: GatewayDeps): HandleCall {
	const { keyRing, provider, fetch, silence, onFault } = deps;
	const asker = createUsageAsker();
	const later = createLater((error) => onFault({ error, callId: undefined }));

	return async (request, peer) => {
		const arrival = { arrivedAt: deps.now(), arrivedAtMs: Date.now() };
		let start: CallStart | undefined;
		let call: Call | undefined;
		try {
			const { caller, useServerKey } = await authenticate(request, { keyRing, provider, peer });
			const address = addressOf(request.url, provider);
			start = {
				...arrival,
				caller,
				provider,
				method: request.method,
				path: address.path,
				capture: captureOf(caller.capture, request.headers.get("x-lensai-capture")),
				requestBytes: 0,
			};
			const read = await readCall(request, address, deps);
			const { body } = read;
			start.request = read.request;
			start.requestBytes = read.requestBytes;
			if (body instanceof Uint8Array) start.requestPayload = () => payloadOf(body);
			call = startCall(deps, start);
			const line = openLine({ fetch, callerSignal: request.signal, silence });
			const sent = await sendCall({ request, read, provider, useServerKey, line, asker });
			return await relay(call, { ...sent, line, later });
		} catch (error) {
			// A body that was too large, too slow or broken off belongs to a call all the same.
			call ??= start && startCall(deps, start);
			return refuse(error, { call, provider, onFault });
		}
	};
}
