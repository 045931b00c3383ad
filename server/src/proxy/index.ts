import { Elysia } from "elysia";
import { isLoopbackHost } from "../config";
import { unifiedDoor } from "../unified/door";
import { createModelBook } from "../unified/model-book";
import { createUnified } from "../unified/unified";
import { customDoor, customDoorPath } from "./custom-door";
import { createGateway, type GatewayDeps, type HandleCall } from "./handle-call";
import { createRealtime, isUpgrade, type OpenRealtime } from "./realtime/open-realtime";
import { errorRendererAt } from "./speaker";

/** The gateway: an app whose base URL points here gets its provider's bytes, and the call is priced and journaled. */
export function proxy(deps: GatewayDeps) {
	const through = createGateway(deps);
	const realtime = createRealtime(deps);
	const app = new Elysia({ name: "proxy" });
	const open = (path: string, handle: HandleCall, openSocket?: OpenRealtime) =>
		app.all(
			`${path}*`,
			({ request, server }) => {
				const peer = { isLoopback: () => comesFromThisMachine(request, server?.requestIP(request)?.address) };
				if (openSocket !== undefined && server !== null && isUpgrade(request)) return openSocket(request, peer, server);
				return handle(request, peer);
			},
			{ parse: "none", detail: { hide: true } },
		);
	for (const provider of deps.providers) {
		const { renderError, limitStyle, authentication } = provider;
		const rendererFor = (request: Request) => errorRendererAt(provider, request);
		const door = { renderError, rendererFor, limitStyle, authentication, enter: () => provider };
		open(provider.door, through(door), realtime(door));
	}
	const own = customDoor(deps.customProviders);
	open(customDoorPath, through(own), realtime(own));
	open(unifiedDoor.door, createUnified({ ...deps, through, book: createModelBook(deps.prices) }));
	return app;
}

/** A reverse proxy on this machine also connects from loopback; it is known by the headers that it adds, or by the host name. */
function comesFromThisMachine(request: Request, address: string | undefined): boolean {
	if (address === undefined || !isLoopbackHost(address.replace(/^::ffff:/, ""))) return false;
	const { headers } = request;
	if (headers.has("x-forwarded-for") || headers.has("forwarded") || headers.has("x-real-ip")) return false;
	const host = headers.get("host") ?? "";
	return isLoopbackHost(host.replace(/:\d+$/, ""));
}
