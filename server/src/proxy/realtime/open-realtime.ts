import { environmentOf } from "../../keys/refusal-for";
import { readLabels } from "../../labels/read-labels";
import { requireAllowed } from "../authenticate";
import { type Call, startCall } from "../call";
import type { CallStart } from "../call-start";
import { captureOf } from "../capture";
import { createRealtimeReader } from "../dialects/openai-realtime";
import { createEntrance, type Door, type Entered } from "../enter";
import type { GatewayDeps } from "../handle-call";
import { upstreamHeaders } from "../headers";
import type { Incoming } from "../incoming";
import { queryValues } from "../lens-key-places";
import { Refusal } from "../refusal";
import { refuse } from "../refuse";
import { speakerAt } from "../speaker";
import { createCallerSocket, type UpgradeServer } from "./caller-socket";
import { type Offered, readOffered, withKeyInHeader } from "./protocols";
import { connectProvider, type ProviderSocket } from "./provider-socket";
import { bytesOf, createSocketRelay } from "./relay-socket";
import { openSession } from "./session";

/** Upgrades a request; undefined once it is a WebSocket, else why not. Never throws. */
export type OpenRealtime = (incoming: Incoming, server: UpgradeServer) => Promise<Response | undefined>;

/** How much may wait for either end: as much as the largest message that Bun takes, and holds for a slow end (Bun 1.4.5). */
const maxBufferedBytes = 16 * 1024 * 1024;

export function isUpgrade({ request, said }: Incoming): boolean {
	return request.method === "GET" && said.upgrade?.toLowerCase() === "websocket";
}

/**
 * The gateway's doors for WebSockets. The provider's end opens first, so that its refusal is the caller's answer. A session at
 * a path that ends with `realtime` is read; others pass unread, and are one span.
 */
export function createRealtime(deps: GatewayDeps): (door: Door) => OpenRealtime {
	const enter = createEntrance(deps);
	return (door) => async (incoming, server) => {
		const { request, said } = incoming;
		let call: Call | undefined;
		let provider: ProviderSocket | undefined;
		let start: CallStart | undefined;
		try {
			const offered = readOffered(said["sec-websocket-protocol"]);
			const entered = await enter(door, withKeyInHeader(incoming, offered));
			start = startOf(deps, said, entered);
			requireWay(start, entered);
			call = startCall(deps, start);
			const held = deps.gate.admit(entered.caller, { tokens: () => 0, stream: true });
			if (held !== undefined) call.holds(held instanceof Promise ? await held : held);
			provider = await connect(deps, incoming, { entered, offered });
			const caller = relaySession(deps, { call, start, provider });
			const chosen = provider.protocol === "" ? undefined : { "sec-websocket-protocol": provider.protocol };
			if (caller.upgrade(server, request, { "x-lensai-call-id": call.id, ...chosen })) return undefined;
			throw new Refusal(502, "upstream_failed", "The caller's WebSocket could not be opened.");
		} catch (error) {
			provider?.close(1000, "");
			return refuse(error, { call, provider: speakerAt(door, request, start?.provider), onFault: deps.onFault });
		}
	};
}

/** The session as its own span has it: its messages are not kept. */
function startOf({ now }: GatewayDeps, said: Incoming["said"], { caller, provider, address }: Entered): CallStart {
	const [model] = queryValues(address.query.slice(1), "model");
	const capture = captureOf(caller.capture, said["x-lensai-capture"] ?? null);
	return {
		caller,
		provider,
		method: "GET",
		path: address.path,
		host: address.host,
		request: { model, stream: true, asksForUsage: false },
		requestBytes: 0,
		labels: readLabels(said),
		capture: capture === "off" ? "off" : "metadata",
		asksCache: false,
		arrivedAt: now(),
		arrivedAtMs: Date.now(),
	};
}

/** Throws Refusal 401, 403 or 404, or DomainError 503. */
function requireWay({ caller, provider, request, labels }: CallStart, { keyMissing }: Entered): void {
	if (keyMissing !== undefined) throw keyMissing;
	// Its address is looked up anew for each request, and a WebSocket has no way to be sent to the one that was checked.
	if (provider.fetch !== undefined)
		throw new Refusal(404, "not_found", "WebSockets are not passed on to providers of your own.");
	const environment = environmentOf(caller, labels.environment);
	// A session runs a model, as a POST does, whether or not it says which.
	requireAllowed(caller, { method: "POST", provider: provider.id, model: request?.model, environment });
}

interface Connecting {
	entered: Entered;
	offered: Offered;
}

/** Throws what `Authentication.authorize` and `connectProvider` throw. */
async function connect(
	{ silence }: GatewayDeps,
	{ request, said }: Incoming,
	{ entered: { provider, address, key, place }, offered: { protocols } }: Connecting,
): Promise<ProviderSocket> {
	const url = `${address.baseUrl.replace(/^http/, "ws")}/${address.path}${address.query}`;
	const headers = upstreamHeaders(said);
	for (const name in headers) if (name.startsWith("sec-websocket-")) delete headers[name];
	if (key !== undefined)
		await provider.authentication.authorize(key, { method: "GET", url, headers, body: null, place });
	return connectProvider(url, { headers, protocols, silence, callerSignal: request.signal });
}

interface Relaying {
	call: Call;
	start: CallStart;
	provider: ProviderSocket;
}

/** Ties the two ends and the session's calls together; the session runs once the caller's end, which this gives, is open. */
function relaySession(deps: GatewayDeps, { call, start, provider }: Relaying) {
	const session = openSession(
		{ ...deps, onFault: (error) => deps.onFault({ error, callId: call.id }) },
		{ call, start, overLimit: (reached) => relay.refuse(reached) },
	);
	const caller = createCallerSocket({
		opened: () => relay.callerOpened(),
		message(message) {
			session.sent(bytesOf(message));
			relay.fromCaller(message);
		},
		closed: (code, reason) => relay.closed("caller", code, reason),
	});
	const relay = createSocketRelay({
		caller,
		provider,
		reader: /(?:^|\/)realtime$/.test(start.path) ? createRealtimeReader() : undefined,
		onEvent: (event) => session.on(event),
		onEnd: (ending) => session.end(ending),
		maxBufferedBytes,
	});
	provider.listen({
		message(message) {
			call.firstByte();
			session.received(bytesOf(message));
			relay.fromProvider(message);
		},
		closed: (code, reason) => relay.closed("provider", code, reason),
	});
	return caller;
}
