import { isLoopbackHost } from "../config";
import type { Guard } from "../ops/guard";
import { unifiedDoor } from "../unified/door";
import { createModelBook } from "../unified/model-book";
import { createUnified } from "../unified/unified";
import { customDoor, customDoorPath } from "./custom-door";
import { createGateway, type GatewayDeps, type HandleCall } from "./handle-call";
import type { Incoming } from "./incoming";
import { createRealtime, isUpgrade, type OpenRealtime } from "./realtime/open-realtime";
import { Refusal } from "./refusal";
import { refuse } from "./refuse";
import { errorRendererAt, type Speaker, speakerAt } from "./speaker";

export interface DoorsDeps extends GatewayDeps {
	guard: Guard;
}

/** Undefined: the request has become a WebSocket. */
type Handler = (request: Request, server: Bun.Server<unknown>) => Response | undefined | Promise<Response | undefined>;

/**
 * The gateway's doors, by their paths: an app whose base URL points at one gets its provider's bytes, and the call is priced and
 * journaled. They are routes of Bun's own, beside Elysia's, whose way to a handler takes a call 25 µs when the caches are cold (ADR 0013).
 */
export function createDoors(deps: DoorsDeps): Record<string, Handler> {
	const { guard, onFault } = deps;
	const through = createGateway(deps);
	const realtime = createRealtime(deps);
	const doors: Record<string, Handler> = {};
	const refusalAt = (path: string, { url }: Request, { host, origin }: Incoming["said"]) => {
		const refused = guard({ url, host, origin });
		if (refused !== undefined) return new Refusal(403, refused.code, refused.detail);
		return leadsTo(path, url) ? undefined : new Refusal(404, "not_found", "There is no such path below this door.");
	};
	const open = (path: string, door: Speaker, handle: HandleCall, openSocket?: OpenRealtime) => {
		doors[`${path}*`] = (request, server) => {
			const said = request.headers.toJSON();
			const refusal = refusalAt(path, request, said);
			if (refusal !== undefined)
				return refuse(refusal, { call: undefined, provider: speakerAt(door, request, undefined), onFault });
			const isLoopback = () => comesFromThisMachine(said, server.requestIP(request)?.address);
			const incoming = { request, said, isLoopback };
			if (openSocket !== undefined && isUpgrade(incoming)) return openSocket(incoming, server);
			return handle(incoming);
		};
	};
	for (const provider of deps.providers) {
		const { renderError, limitStyle, authentication } = provider;
		const rendererFor = (request: Request) => errorRendererAt(provider, request);
		const door = { renderError, rendererFor, limitStyle, authentication, enter: () => provider };
		open(provider.door, door, through(door), realtime(door));
	}
	const own = customDoor(deps.customProviders);
	open(customDoorPath, own, through(own), realtime(own));
	const unified = createUnified({ ...deps, through, book: createModelBook(deps.prices) });
	open(unifiedDoor.door, { ...unifiedDoor, limitStyle: "openai" }, unified);
	return doors;
}

/** Bun finds the route for the path as it was sent, and `url` is what is left after its dots have climbed (Bun 1.4.5). */
function leadsTo(door: string, url: string): boolean {
	// Behind `http://` or `https://`, and the host.
	return url.startsWith(door, url.indexOf("/", 8));
}

const proxyHeaders = ["x-forwarded-for", "forwarded", "x-real-ip"];

/** A reverse proxy on this machine also connects from loopback; it is known by the headers that it adds, or by the host name. */
function comesFromThisMachine(said: Incoming["said"], address: string | undefined): boolean {
	if (address === undefined || !isLoopbackHost(address.replace(/^::ffff:/, ""))) return false;
	if (proxyHeaders.some((name) => said[name] !== undefined)) return false;
	return isLoopbackHost((said.host ?? "").replace(/:\d+$/, ""));
}
