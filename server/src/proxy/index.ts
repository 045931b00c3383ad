import { Elysia } from "elysia";
import { isLoopbackHost } from "../config";
import { unifiedDoor } from "../unified/door";
import { createModelBook } from "../unified/model-book";
import { createUnified } from "../unified/unified";
import { customDoor, customDoorPath } from "./custom-door";
import { createGateway, type GatewayDeps, type HandleCall } from "./handle-call";

/** The gateway: an app whose base URL points here gets its provider's bytes, and the call is priced and journaled. */
export function proxy(deps: GatewayDeps) {
	const through = createGateway(deps);
	const app = new Elysia({ name: "proxy" });
	const open = (path: string, handle: HandleCall) =>
		app.all(
			`${path}*`,
			({ request, server }) =>
				handle(request, { isLoopback: () => comesFromThisMachine(request, server?.requestIP(request)?.address) }),
			{ parse: "none", detail: { hide: true } },
		);
	for (const provider of deps.providers) {
		const { renderError, limitStyle, authentication } = provider;
		open(provider.door, through({ renderError, limitStyle, authentication, enter: () => provider }));
	}
	open(customDoorPath, through(customDoor(deps.customProviders)));
	open(unifiedDoor.door, createUnified({ ...deps, through, book: createModelBook() }));
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
