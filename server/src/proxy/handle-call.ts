import { countingResults } from "../batches/count-results";
import type { BatchCounter } from "../batches/counter";
import type { CachedAnswer, CacheStore } from "../cache/cached-answer";
import { replay } from "../cache/replay";
import type { Deadlines } from "../deadlines";
import type { Payload } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import { environmentOf } from "../keys/refusal-for";
import { wantsCost } from "../labels/answer-headers";
import { readLabels } from "../labels/read-labels";
import { estimateTokens } from "../limits/estimate";
import type { Gate } from "../limits/gate";
import type { Hold } from "../limits/limit";
import type { PriceBook } from "../pricing/book";
import type { CustomProviders } from "../providers/custom-table";
import type { TargetProvider } from "../providers/named";
import type { Provider } from "../providers/provider";
import { targetReasonsText } from "../targets/attempts-text";
import type { Breakers } from "../targets/breakers";
import { createDrainPlaces } from "../targets/leaving";
import type { Reach } from "../targets/reach";
import type { RouteRing } from "../targets/route-ring";
import { AnswerExtras } from "./answer-extras";
import { createUsageAsker, type UsageAsker } from "./ask-for-usage";
import { type Called, requireAllowed } from "./authenticate";
import { createBodyRoom } from "./body-room";
import { type Call, type CallRecorder, startCall } from "./call";
import type { CallStart, RouteTaken } from "./call-start";
import { captureOf, maxPayloadBytes, payloadOf } from "./capture";
import { type ChosenRoute, chooseRoute } from "./choose-route";
import { createEntrance, type Door, type Entered } from "./enter";
import { upstreamHeaders } from "./headers";
import type { Incoming } from "./incoming";
import { askCache, cacheWishOf } from "./keep-answer";
import { createLater } from "./later";
import { countingOnce, createOpenCalls } from "./open-calls";
import type { ProviderKeys } from "./provider-key";
import type { BodyLimits } from "./read-body";
import { type ReadCall, readCall } from "./read-call";
import { type Fault, refuse } from "./refuse";
import { type OpenLine, type Relaying, relay } from "./relay";
import { type Fetch, openLine } from "./send";
import { type SentByRoute, sendByRoute } from "./send-by-route";
import { type Sent, sendCall } from "./send-call";
import { speakerAt } from "./speaker";

export interface GatewayDeps extends CallRecorder {
	keyRing: KeyRing;
	/** What models there are, and at what price; the released book when it is absent. */
	prices?: PriceBook;
	/** One for each built-in door. */
	providers: readonly Provider[];
	/** The organizations' own. */
	customProviders: CustomProviders;
	providerKeys: ProviderKeys;
	/** The routes of all organizations, the health of their targets, and the providers that they name. */
	routeRing: RouteRing;
	breakers: Breakers;
	targetProvider: TargetProvider;
	reach: Reach;
	/** From 0 to below 1: draws among targets with weights, and the waits before another try. */
	random: () => number;
	gate: Gate;
	cache: CacheStore;
	batches: Pick<BatchCounter, "count">;
	fetch: Fetch;
	limits: BodyLimits;
	/** How long the provider may be silent. */
	silence: Deadlines;
	onFault: (fault: Fault) => void;
}

export type HandleCall = (incoming: Incoming) => Promise<Response>;

/** How many bodies of the largest size are held in memory at once; the next one waits until a provider has answered. */
const largestBodiesHeld = 8;
/** How many answers are read on for their bill after their callers have left. */
const drainedAtOnce = 100;

/** The gateway's doors, made one by one: a request in, the provider's answer out, and one span for it in the journal. Never throws. */
export function createGateway(deps: GatewayDeps): (door: Door) => HandleCall {
	const { limits, fetch, silence, gate, cache, onFault } = deps;
	const askerOf = createAskers();
	const enter = createEntrance(deps);
	const routing = { ...deps, askerOf };
	const later = createLater((error) => onFault({ error, callId: undefined }));
	const room = createBodyRoom(largestBodiesHeld * limits.maxBytes);
	const places = createDrainPlaces(drainedAtOnce);
	const openCalls = createOpenCalls();

	return (door) => async (incoming) => {
		const { request, said } = incoming;
		const arrival = { arrivedAt: deps.now(), arrivedAtMs: Date.now() };
		let start: CallStart | undefined;
		let call: Call | undefined;
		let line: OpenLine | undefined;
		let hold: Hold | undefined;
		let read: ReadCall | undefined;
		try {
			const entering = enter(door, incoming);
			const entered = entering instanceof Promise ? await entering : entering;
			const { caller, provider, address, key } = entered;
			start = startOf(arrival, request, { entered, said });
			const maxBytes = Math.min(limits.maxBytes, gate.measure(caller, request));
			const signsBody = key !== undefined && provider.authentication.signsBody === true;
			const bodyLimits = maxBytes === limits.maxBytes ? limits : { ...limits, maxBytes };
			read = await readCall(incoming, address, { provider, limits: bodyLimits, room, signsBody });
			noteBody(start, read);
			const called = calledBy(start);
			const chosen = chooseRoute(
				{ method: request.method, entered, read, said, labels: start.labels, called },
				routing,
			);
			const taken = chosen && takeRoute(start, chosen);
			if (chosen === undefined) requireWayThroughDoor(entered, called);
			const wish = cacheWishOf(said, read);
			start.asksCache = wish !== undefined;
			const costWished = wantsCost(said);
			const headers = upstreamHeaders(said);
			let known: Awaited<ReturnType<typeof askCache>> | undefined;
			if (wish !== undefined) {
				call = startCall(deps, start);
				const asking = { ...entered, method: request.method, read, headers, wish, chosen };
				known = await askCache(cache, call.id, asking);
				if (known.found !== undefined) return answerAgain(call, known.found);
			}
			const admitting = admit(gate, caller, read);
			hold = admitting instanceof Promise ? await admitting : admitting;
			const sentAt = deps.now();
			let sending: Promise<Sent & Pick<Relaying, "line"> & Partial<SentByRoute>>;
			if (chosen === undefined || taken === undefined) {
				const opened = openLine({
					fetch: provider.fetch ?? fetch,
					callerSignal: request.signal,
					silence,
					outlivesCaller: provider.onCallerLeft === "drain",
				});
				line = opened;
				const asker = askerOf(provider);
				sending = sendCall({ request, headers, read, provider, key, place: entered.place, line: opened, asker });
			} else {
				sending = sendByRoute({ chosen, taken, request, headers, entered, read, arrival }, routing);
			}
			// While the provider works: what it is asked does not wait for this.
			call ??= startCall(deps, start);
			if (hold !== undefined) call.holds(hold);
			const sent = await sending;
			line = sent.line;
			const timing = { arrivedAt: arrival.arrivedAt, sentAt, answeredAt: deps.now() };
			const extras = new AnswerExtras(timing, start.labels, costWished, read.request?.stream ?? true);
			const role = read.dialect?.outlasts;
			const results = sent.upstream.ok ? read.dialect?.batchResults : undefined;
			const counting = results && countingResults(sent.reader, results, { start, counter: deps.batches });
			const answer = relay(call, {
				upstream: sent.upstream,
				heard: sent.heard,
				source: sent.source,
				onEnd: sent.onEnd,
				reader: role
					? countingOnce(sent.reader, openCalls, { callId: call.id, start, role })
					: (counting ?? sent.reader),
				line,
				later,
				callerSignal: request.signal,
				rule: sent.rule ?? provider.onCallerLeft,
				places,
				kept: known?.kept,
				extras,
			});
			return answer instanceof Promise ? await answer : answer;
		} catch (error) {
			line?.close();
			// A body that was too large, too slow or broken off belongs to a call all the same.
			call ??= start && startCall(deps, start);
			if (hold !== undefined) call?.holds(hold);
			return refuse(error, { call, provider: speakerAt(door, request, start?.provider), onFault });
		} finally {
			read?.release?.();
		}
	};
}

/** Throws Refusal 401 or 403, or DomainError 503, when the call may not, or cannot, go to the provider whose door was used. */
function requireWayThroughDoor({ caller, keyMissing }: Entered, called: Called): void {
	if (keyMissing !== undefined) throw keyMissing;
	requireAllowed(caller, called);
}

/** Notes the route, and why its targets stand as they stand, also for a call that none of them takes. Throws what `requireTargets` throws. */
function takeRoute(start: CallStart, { route, choice, requireTargets }: ChosenRoute): RouteTaken {
	start.taken = { routeId: route.id, targetReasons: targetReasonsText(choice), attempts: [] };
	requireTargets();
	return start.taken;
}

/** Step 4: takes of the limits that the caller falls under. Throws, or rejects with, LimitReached (429). */
function admit(gate: Gate, caller: Caller, read: ReadCall): ReturnType<Gate["admit"]> {
	const { body, requestBytes: bytes, request } = read;
	const tokens = () =>
		estimateTokens({
			bytes,
			body: body instanceof Uint8Array ? body : undefined,
			maxTokens: request?.maxTokens,
		});
	return gate.admit(caller, { tokens, stream: request?.stream ?? false });
}

/** Answers with what an earlier call was answered with. */
function answerAgain(call: Call, cached: CachedAnswer): Response {
	const { status: httpStatus } = cached;
	call.firstByte();
	const onEnd = (status: "ok" | "client_closed", responseBytes: number) =>
		void call.end({ status, httpStatus, cached, responseBytes });
	return replay(cached, { callId: call.id, nowMs: Date.now(), onEnd });
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

interface Arriving {
	entered: Entered;
	said: Readonly<Record<string, string>>;
}

function startOf(
	{ arrivedAt, arrivedAtMs }: Pick<CallStart, "arrivedAt" | "arrivedAtMs">,
	{ method }: Request,
	{ entered: { caller, provider, address }, said }: Arriving,
): CallStart {
	const capture = captureOf(caller.capture, said["x-lensai-capture"] ?? null);
	const labels = readLabels(said);
	return {
		caller,
		provider,
		method,
		path: address.path,
		host: address.host,
		labels,
		capture,
		requestBytes: 0,
		asksCache: false,
		arrivedAt,
		arrivedAtMs,
	};
}

function calledBy({ caller, provider, method, request, labels }: CallStart): Called {
	return {
		method,
		provider: provider.id,
		model: request?.model,
		environment: environmentOf(caller, labels.environment),
	};
}

/** What the body adds. Of one that is longer than what is kept, only that is held on to until the call ends. */
function noteBody(start: CallStart, { request, requestBytes, passedBytes, body }: ReadCall): void {
	start.request = request;
	start.requestBytes = requestBytes;
	if (passedBytes !== undefined) start.passedBytes = passedBytes;
	if (!(body instanceof Uint8Array)) return;
	const isJson = request !== undefined;
	if (body.length > maxPayloadBytes && start.capture === "full")
		start.requestPayload = keeping(payloadOf(body, { isJson }));
	else if (start.capture === "full") start.requestPayload = () => payloadOf(body, { isJson });
}

function keeping(payload: Payload): () => Payload {
	return () => payload;
}
