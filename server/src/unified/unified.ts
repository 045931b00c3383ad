import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { Provider } from "../providers/provider";
import { authenticate, type Peer } from "../proxy/authenticate";
import { createBodyRoom } from "../proxy/body-room";
import { pickMembers } from "../proxy/dialects/json-pick";
import { isRecord, type JsonRecord, parseBytes } from "../proxy/dialects/json-values";
import type { Door } from "../proxy/enter";
import type { CustomProviders, HandleCall } from "../proxy/handle-call";
import type { ProviderKeys } from "../proxy/provider-key";
import { type BodyLimits, readBody } from "../proxy/read-body";
import { Refusal } from "../proxy/refusal";
import { type Fault, refuse } from "../proxy/refuse";
import { withModel } from "../targets/with-model";
import { chatInOpenai, embeddingsInOpenai } from "./answer-in-openai";
import { readChatRequest } from "./chat-request";
import { unifiedDoor } from "./door";
import { readEmbeddingsRequest } from "./embeddings";
import { type Finding, type FoundModel, findModel } from "./find-model";
import { innerRequest } from "./inner-request";
import type { ModelBook } from "./model-book";
import { presentModels } from "./present-models";
import type { Spoken } from "./translation";
import { misshapen, unsayable } from "./unsayable";
import { createUsableProviders } from "./usable-providers";

export interface UnifiedOptions extends Pick<Finding, "routeRing"> {
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

type Route = (request: Request, peer: Peer, caller: Caller) => Promise<Response>;

interface Asked {
	request: Request;
	peer: Peer;
	/** One JSON object. */
	body: Uint8Array;
	found: FoundModel;
}

/**
 * The unified door: OpenAI's format in and out, whatever the provider speaks. Each call goes on to the provider's own door in
 * this gateway, in the provider's own words; what comes back is said in OpenAI's. Never throws.
 */
export function createUnified(options: UnifiedOptions): HandleCall {
	const { keyRing, limits, onFault, through } = options;
	const room = createBodyRoom(largestBodiesHeld * limits.maxBytes);
	const usable = createUsableProviders(options);
	const innerDoor = createInnerDoors(through);

	const asking =
		(answer: (asked: Asked) => Promise<Response>): Route =>
		async (request, peer, caller) => {
			const { bytes: body, release } = await readBody(request, { ...limits, room });
			try {
				const named = pickMembers(body, ["model"]);
				if (named === undefined) throw misshapen("body", "has to be a JSON object, not compressed");
				return await answer({
					request,
					peer,
					body,
					found: await findModel(named.model, caller, { ...options, usable }),
				});
			} finally {
				release?.();
			}
		};
	const send = ({ request, peer, found: { provider, speech } }: Asked, { path, body, headers }: Outgoing) =>
		innerDoor(provider)(innerRequest({ request, provider, path: speech.before + path, body, headers }), peer);
	const same = (asked: Asked, path: string) => send(asked, { path, body: renamed(asked) });
	const translated = (asked: Asked, { path, body, headers = {} }: Spoken) =>
		send(asked, { path, body: new TextEncoder().encode(JSON.stringify(body)), headers });

	const routes: Record<string, Route> = {
		"POST chat/completions": asking(async (asked) => {
			const { chat: translation, model } = asked.found.speech;
			if (translation === "openai") return same(asked, "chat/completions");
			const chat = readChatRequest(membersOf(asked));
			const { stream, includeUsage } = chat;
			const spoken = translation.ask(chat, model);
			const { notSent } = spoken;
			const answer = await translated(asked, spoken);
			return chatInOpenai({ answer, translation, model, stream, includeUsage, notSent, created: nowSeconds() });
		}),
		"POST embeddings": asking(async (asked) => {
			const { embeddings: translation, model } = asked.found.speech;
			if (translation === undefined)
				throw unsayable("model", `${asked.found.provider.name} has no embeddings behind this door`);
			if (translation === "openai") return same(asked, "embeddings");
			const wanted = readEmbeddingsRequest(membersOf(asked));
			const spoken = translation.ask(wanted, model);
			const answer = await translated(asked, spoken);
			const { notSent } = spoken;
			return embeddingsInOpenai({ answer, translation, model, base64: wanted.base64, notSent, created: nowSeconds() });
		}),
		"GET models": async (_request, _peer, caller) => presentModels(usable.listFor(caller, new Date())),
	};

	return async (request, peer) => {
		try {
			const { authentication } = unifiedAuthentication;
			const { caller } = await authenticate(request, { keyRing, authentication, peer });
			const { pathname } = new URL(request.url);
			const path = pathname.slice(unifiedDoor.door.length);
			const route = routes[`${request.method} ${path}`];
			if (route !== undefined) return await route(request, peer, caller);
			if (request.method === "GET" && path.startsWith("models/"))
				return presentModels(usable.listFor(caller, new Date()), decoded(path.slice("models/".length)));
			throw new Refusal(404, "not_found", nothingThere);
		} catch (error) {
			return refuse(error, { call: undefined, provider: { ...unifiedDoor, limitStyle: "openai" }, onFault });
		}
	};
}

interface Outgoing {
	path: string;
	body: Uint8Array<ArrayBuffer>;
	headers?: Readonly<Record<string, string>>;
}

const nothingThere =
	"The unified door has POST /v1/chat/completions, POST /v1/embeddings and GET /v1/models. Other paths stand at the provider's own door, like /openai/v1/responses.";

const unifiedAuthentication = { authentication: { places: ["authorization"] as const } };

/** OpenAI's clients escape the slash in a model's name. */
function decoded(id: string): string {
	try {
		return decodeURIComponent(id);
	} catch (error) {
		if (error instanceof URIError) return id;
		throw error;
	}
}

function membersOf({ body }: Asked): JsonRecord {
	const raw = parseBytes(body);
	if (isRecord(raw)) return raw;
	throw misshapen("body", "has to be a JSON object");
}

/** The caller's own bytes, but for the model's name. */
function renamed({ body, found }: Asked): Uint8Array<ArrayBuffer> {
	const bytes = withModel(body, found.speech.model);
	if (bytes === undefined) throw misshapen("body", "has to be a JSON object");
	return new Uint8Array(bytes);
}

/** One for each provider, as long as it is there; what they refuse is said in OpenAI's shape. */
function createInnerDoors(through: UnifiedOptions["through"]): (provider: Provider) => HandleCall {
	const doors = new WeakMap<Provider, HandleCall>();
	return (provider) => {
		const known = doors.get(provider);
		if (known !== undefined) return known;
		const { renderError } = unifiedDoor;
		const { authentication } = provider;
		const door = through({ renderError, limitStyle: "openai", authentication, enter: () => provider });
		doors.set(provider, door);
		return door;
	};
}

function nowSeconds(): number {
	return Math.floor(Date.now() / 1000);
}
