import { openapi } from "@elysiajs/openapi";
import { Elysia } from "elysia";
import { accounts } from "./accounts";
import { audit } from "./audit";
import { dashboard } from "./dashboard";
import type { Deps } from "./deps";
import { findDomainError } from "./errors";
import { keys } from "./keys";
import { limits } from "./limits";
import { live } from "./live";
import { ops } from "./ops";
import { problemOf, problemResponse } from "./ops/problem";
import { securityHeaders } from "./ops/security-headers";
import { unknownAddresses } from "./ops/unknown-addresses";
import { pricesApi } from "./pricing";
import { priceCatalog } from "./pricing/catalog-api";
import { providersApi } from "./providers";
import { createDoors } from "./proxy";
import { reconciliation } from "./reconciliation";
import { repricingApi } from "./repricing";
import { targets } from "./targets";
import { traces } from "./traces";
import { vaultApi } from "./vault";

/** The whole server: the gateway's doors, and one Elysia app with one `.use()` per feature. Opens nothing and listens to nothing. */
export async function createApp(deps: Deps) {
	const serve = {
		routes: createDoors({ ...deps.gateway, guard: deps.guard }),
		idleTimeout: 0,
		maxRequestBodySize: Number.MAX_SAFE_INTEGER,
		// In development, which is Bun's default, an error that nobody caught would be answered with our source.
		development: false,
	};
	return new Elysia({ serve })
		.onRequest(({ request, set }) => {
			const { url, headers } = request;
			const refused = deps.guard({ url, host: headers.get("host"), origin: headers.get("origin") });
			if (refused !== undefined) return problemResponse(refused);
			set.headers = { ...securityHeaders, "x-request-id": Bun.randomUUIDv7() };
		})
		.onError(({ error, request, set }) => {
			const requestId = String(set.headers["x-request-id"] ?? Bun.randomUUIDv7());
			const problem = problemOf(error, requestId);
			if (problem.status >= 500) {
				// Not what wraps an expected failure: a database library's message holds the statement's parameters.
				const err = findDomainError(error) ?? error;
				const { pathname: path } = new URL(request.url);
				deps.log.error({ requestId, method: request.method, path, err }, problem.code);
			}
			return problemResponse(problem);
		})
		.use(ops(deps))
		.use(accounts(deps))
		.use(keys(deps))
		.use(audit(deps))
		.use(providersApi(deps))
		.use(vaultApi(deps))
		.use(targets(deps))
		.use(limits(deps))
		.use(reconciliation(deps))
		.use(traces(deps))
		.use(pricesApi(deps))
		.use(priceCatalog(deps))
		.use(repricingApi(deps))
		.use(live(deps))
		.use(unknownAddresses())
		.use(
			openapi({
				provider: null,
				path: "/openapi",
				specPath: "/openapi",
				documentation: {
					info: { title: "LensAI", version: deps.version, description: "The API of the dashboard and the editor." },
				},
			}),
		)
		.use(await dashboard(deps.dashboard));
}

export type App = Awaited<ReturnType<typeof createApp>>;
