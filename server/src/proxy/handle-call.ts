import type { Payload } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { Provider } from "../providers/provider";
import { createUsageAsker } from "./ask-for-usage";
import { authenticate, type Peer, requireAllowed } from "./authenticate";
import { createBodyRoom } from "./body-room";
import { type Call, type CallRecorder, type CallStart, startCall } from "./call";
import { captureOf, maxPayloadBytes, payloadOf } from "./capture";
import type { Deadlines } from "./deadlines";
import { createLater } from "./later";
import type { BodyLimits } from "./read-body";
import { addressOf, type ReadCall, readCall } from "./read-call";
import { type Fault, refuse } from "./refuse";
import { relay } from "./relay";
import { type Fetch, type Line, openLine } from "./send";
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

/** How many bodies of the largest size are held in memory at once; the next one waits until a provider has answered. */
const largestBodiesHeld = 8;

/** One provider's door: a request in, the provider's answer out, and one span for it in the journal. Never throws. */
export function createGateway(deps: GatewayDeps): HandleCall {
	const { keyRing, provider, limits, fetch, silence, onFault } = deps;
	const asker = createUsageAsker();
	const later = createLater((error) => onFault({ error, callId: undefined }));
	const reading = { provider, limits, room: createBodyRoom(largestBodiesHeld * limits.maxBytes) };

	return async (request, peer) => {
		const arrival = { arrivedAt: deps.now(), arrivedAtMs: Date.now() };
		let start: CallStart | undefined;
		let call: Call | undefined;
		let line: Line | undefined;
		let read: ReadCall | undefined;
		try {
			const { caller, useServerKey } = await authenticate(request, { keyRing, provider, peer });
			const address = addressOf(request.url, provider);
			start = { ...arrival, ...startOf(request, caller), provider, path: address.path };
			read = await readCall(request, address, reading);
			noteBody(start, read);
			requireAllowed(caller, request, { provider: provider.id, model: read.request?.model ?? undefined });
			call = startCall(deps, start);
			line = openLine({ fetch, callerSignal: request.signal, silence });
			const sent = await sendCall({ request, read, provider, useServerKey, line, asker });
			return await relay(call, { ...sent, line, later });
		} catch (error) {
			line?.close();
			// A body that was too large, too slow or broken off belongs to a call all the same.
			call ??= start && startCall(deps, start);
			return refuse(error, { call, provider, onFault });
		} finally {
			read?.release?.();
		}
	};
}

function startOf({ method, headers }: Request, caller: Caller) {
	return { caller, method, capture: captureOf(caller.capture, headers.get("x-lensai-capture")), requestBytes: 0 };
}

/** What the body adds. Of one that is longer than what is kept, only that is held on to until the call ends. */
function noteBody(start: CallStart, { request, requestBytes, body }: ReadCall): void {
	start.request = request;
	start.requestBytes = requestBytes;
	if (!(body instanceof Uint8Array)) return;
	const isJson = request !== undefined;
	if (body.length > maxPayloadBytes && start.capture === "full")
		start.requestPayload = keeping(payloadOf(body, { isJson }));
	else if (start.capture === "full") start.requestPayload = () => payloadOf(body, { isJson });
}

function keeping(payload: Payload): () => Payload {
	return () => payload;
}
