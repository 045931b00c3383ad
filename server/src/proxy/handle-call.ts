import type { Payload } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { Authentication } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import { createUsageAsker, type UsageAsker } from "./ask-for-usage";
import { authenticate, type Peer, requireAllowed } from "./authenticate";
import { createBodyRoom } from "./body-room";
import { type Call, type CallRecorder, type CallStart, startCall } from "./call";
import { captureOf, maxPayloadBytes, payloadOf } from "./capture";
import type { Deadlines } from "./deadlines";
import { createLater } from "./later";
import { type ProviderKeys, requireProviderKey } from "./provider-key";
import type { BodyLimits } from "./read-body";
import { addressOf, type ReadCall, readCall } from "./read-call";
import { type Fault, refuse } from "./refuse";
import { relay } from "./relay";
import { type Fetch, type Line, openLine } from "./send";
import { sendCall } from "./send-call";

export interface GatewayDeps extends CallRecorder {
	keyRing: KeyRing;
	/** One for each built-in door. */
	providers: readonly Provider[];
	/** The organizations' own. */
	customProviders: CustomProviders;
	providerKeys: ProviderKeys;
	fetch: Fetch;
	limits: BodyLimits;
	/** How long the provider may be silent. */
	silence: Deadlines;
	onFault: (fault: Fault) => void;
}

/** Providers that organizations have added. */
export interface CustomProviders {
	/** By its name in an organization. Throws Refusal 404, or DomainError `store_unavailable` when that cannot be found out. */
	require(organizationId: string, slug: string): Provider | Promise<Provider>;
}

export type HandleCall = (request: Request, peer: Peer) => Promise<Response>;

/** What stands behind a path of the gateway: a provider, or one that depends on who calls. */
export interface Door extends Pick<Provider, "renderError"> {
	authentication: Pick<Authentication, "places" | "isSignature">;
	enter(caller: Caller, url: string): Provider | Promise<Provider>;
}

/** How many bodies of the largest size are held in memory at once; the next one waits until a provider has answered. */
const largestBodiesHeld = 8;

/** The gateway's doors, made one by one: a request in, the provider's answer out, and one span for it in the journal. Never throws. */
export function createGateway(deps: GatewayDeps): (door: Door) => HandleCall {
	const { keyRing, providerKeys, limits, fetch, silence, onFault } = deps;
	const askerOf = createAskers();
	const later = createLater((error) => onFault({ error, callId: undefined }));
	const room = createBodyRoom(largestBodiesHeld * limits.maxBytes);

	return (door) => async (request, peer) => {
		const arrival = { arrivedAt: deps.now(), arrivedAtMs: Date.now() };
		let start: CallStart | undefined;
		let call: Call | undefined;
		let line: Line | undefined;
		let read: ReadCall | undefined;
		try {
			const { authentication } = door;
			const { caller, vacant } = await authenticate(request, { keyRing, authentication, peer });
			const entered = door.enter(caller, request.url);
			const provider = entered instanceof Promise ? await entered : entered;
			const address = addressOf(request.url, request.headers, provider);
			const { organizationId } = caller;
			const found = vacant && requireProviderKey({ organizationId, provider, host: address.host, providerKeys });
			const key = found instanceof Promise ? await found : found;
			start = { ...arrival, ...startOf(request, caller), provider, path: address.path };
			const signsBody = key !== undefined && provider.authentication.signsBody === true;
			read = await readCall(request, address, { provider, limits, room, signsBody });
			noteBody(start, read);
			requireAllowed(caller, request, { provider: provider.id, model: read.request?.model ?? undefined });
			call = startCall(deps, start);
			line = openLine({ fetch: provider.fetch ?? fetch, callerSignal: request.signal, silence });
			const sent = await sendCall({ request, read, provider, key, place: vacant, line, asker: askerOf(provider) });
			return await relay(call, { ...sent, line, later });
		} catch (error) {
			line?.close();
			// A body that was too large, too slow or broken off belongs to a call all the same.
			call ??= start && startCall(deps, start);
			return refuse(error, { call, provider: door, onFault });
		} finally {
			read?.release?.();
		}
	};
}

/** One for each provider, as long as it is there. */
function createAskers(): (provider: Provider) => UsageAsker {
	const askers = new WeakMap<Provider, UsageAsker>();
	return (provider) => {
		const known = askers.get(provider);
		if (known !== undefined) return known;
		const asker = createUsageAsker();
		askers.set(provider, asker);
		return asker;
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
