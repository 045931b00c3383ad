import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { CustomProviders } from "../providers/custom-table";
import type { TargetProvider } from "../providers/named";
import type { Provider } from "../providers/provider";
import { authenticate } from "../proxy/authenticate";
import { createBodyRoom } from "../proxy/body-room";
import { pickMembers } from "../proxy/dialects/json-pick";
import type { Door } from "../proxy/enter";
import type { HandleCall } from "../proxy/handle-call";
import type { Incoming } from "../proxy/incoming";
import type { ProviderKeys } from "../proxy/provider-key";
import { type BodyLimits, readBody } from "../proxy/read-body";
import { Refusal } from "../proxy/refusal";
import { type Fault, refuse } from "../proxy/refuse";
import type { RouteRing } from "../targets/route-ring";
import { type AskProvider, createAskProvider } from "./ask-provider";
import { unifiedDoor } from "./door";
import { type Finding, findModel } from "./find-model";
import type { ModelBook } from "./model-book";
import { presentModels } from "./present-models";
import { modelsOfRoutes } from "./routed-models";
import { misshapen } from "./unsayable";
import { createUsableProviders } from "./usable-providers";

export interface UnifiedOptions {
	/** Absent: there are no routes. */
	routeRing?: Pick<RouteRing, "find" | "list">;
	targetProvider: TargetProvider;
	/** The gateway's own doors: what passes there is recorded, priced and limited like every other call. */
	through: (door: Door) => HandleCall;
	keyRing: KeyRing;
	/** One for each built-in door. */
	providers: readonly Provider[];
	customProviders: CustomProviders;
	providerKeys: ProviderKeys;
	book: ModelBook;
	limits: BodyLimits;
	onFault: (fault: Fault) => void;
}

/** How many bodies of the largest size are translated at once; the next one waits. */
const largestBodiesHeld = 2;

type Route = (incoming: Incoming, caller: Caller) => Response | Promise<Response>;

/**
 * The unified door: OpenAI's format in and out, whatever the provider speaks. Each call goes on to the provider's own door in
 * this gateway, in the provider's own words; what comes back is said in OpenAI's. Never throws.
 */
export function createUnified(options: UnifiedOptions): HandleCall {
	const { keyRing, limits, onFault, through } = options;
	const usable = createUsableProviders(options);
	const asking = createAsking({ limits, finding: { ...options, usable } });
	const ask = createAskProvider(through);
	function listed(caller: Caller, id?: string): Response {
		const at = new Date();
		const routes = options.routeRing?.list(caller) ?? [];
		return presentModels([...usable.listFor(caller, at), ...modelsOfRoutes(routes, caller, { ...options, at })], id);
	}

	function routeOf(method: string, path: string): Route {
		if (method === "POST" && path === "chat/completions") return asking(ask.chat);
		if (method === "POST" && path === "embeddings") return asking(ask.embeddings);
		if (method === "GET" && path === "models") return (_incoming, caller) => listed(caller);
		if (method === "GET" && path.startsWith(oneModel))
			return (_incoming, caller) => listed(caller, decoded(path.slice(oneModel.length)));
		throw new Refusal(404, "not_found", nothingThere);
	}

	return async (incoming) => {
		const { request } = incoming;
		try {
			const { caller } = await authenticate(incoming, { keyRing, authentication });
			const { pathname } = new URL(request.url);
			return await routeOf(request.method, pathname.slice(unifiedDoor.door.length))(incoming, caller);
		} catch (error) {
			return refuse(error, { call: undefined, provider: { ...unifiedDoor, limitStyle: "openai" }, onFault });
		}
	};
}

const oneModel = "models/";
/** Where OpenAI's clients put their key. */
const authentication = { places: ["authorization"] as const };
const nothingThere =
	"The unified door has POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models. Other paths stand at the provider's own door, like /openai/v1/responses.";

/** Reads a call's body and finds its provider. A large body takes room until the provider has answered. */
function createAsking({ limits, finding }: { limits: BodyLimits; finding: Finding }): (ask: AskProvider) => Route {
	const room = createBodyRoom(largestBodiesHeld * limits.maxBytes);
	return (ask) => async (incoming, caller) => {
		const { bytes: body, release } = await readBody(incoming, limits, room);
		try {
			const named = pickMembers(body, ["model"]);
			if (named === undefined) throw misshapen("body", "has to be a JSON object, not compressed");
			return await ask({ incoming, body, found: await findModel(named.model, caller, finding) });
		} finally {
			release?.();
		}
	};
}

/** OpenAI's clients escape the slash in a model's name. */
function decoded(id: string): string {
	try {
		return decodeURIComponent(id);
	} catch (error) {
		if (error instanceof URIError) return id;
		throw error;
	}
}
