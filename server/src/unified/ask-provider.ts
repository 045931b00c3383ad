import type { Provider } from "../providers/provider";
import { isRecord, type JsonRecord, parseBytes } from "../proxy/dialects/json-values";
import type { Door } from "../proxy/enter";
import type { HandleCall } from "../proxy/handle-call";
import type { Incoming } from "../proxy/incoming";
import { withModel } from "../targets/with-model";
import { chatInOpenai, embeddingsInOpenai } from "./answer-in-openai";
import { readChatRequest } from "./chat-request";
import { unifiedDoor } from "./door";
import { readEmbeddingsRequest } from "./embeddings";
import type { FoundModel } from "./find-model";
import { innerRequest } from "./inner-request";
import type { Spoken } from "./translation";
import { misshapen, unsayable } from "./unsayable";

/** A call at the unified door. */
export interface Asked {
	incoming: Incoming;
	/** One JSON object. */
	body: Uint8Array;
	found: FoundModel;
}

/** Puts a call to its provider, at the provider's own door in this gateway, and gives its answer in OpenAI's format. */
export type AskProvider = (asked: Asked) => Promise<Response>;

/** Reject with DomainError 400 for what the provider's API cannot do, and Refusal 502 for what it should not have answered. */
export function createAskProvider(through: (door: Door) => HandleCall): { chat: AskProvider; embeddings: AskProvider } {
	const innerDoor = createInnerDoors(through);
	const send = ({ incoming, found: { provider, speech } }: Asked, { path, body, headers }: Outgoing) => {
		const { request: outer, isLoopback } = incoming;
		const request = innerRequest({ request: outer, provider, path: speech.before + path, body, headers });
		return innerDoor(provider)({ request, said: request.headers.toJSON(), isLoopback });
	};
	const sendSame = (asked: Asked, path: string) => send(asked, { path, body: renamed(asked) });
	const sendSpoken = (asked: Asked, { path, body, headers = {} }: Spoken) =>
		send(asked, { path, body: new TextEncoder().encode(JSON.stringify(body)), headers });
	return {
		async chat(asked) {
			const { chat: translation, model } = asked.found.speech;
			if (translation === "openai") return sendSame(asked, "chat/completions");
			const chat = readChatRequest(membersOf(asked));
			const { stream, includeUsage } = chat;
			const spoken = translation.ask(chat, model);
			const { notSent } = spoken;
			const answer = await sendSpoken(asked, spoken);
			return chatInOpenai({ answer, translation, model, stream, includeUsage, notSent, created: nowSeconds() });
		},
		async embeddings(asked) {
			const { embeddings: translation, model } = asked.found.speech;
			if (translation === undefined)
				throw unsayable("model", `${asked.found.provider.name} has no embeddings behind this door`);
			if (translation === "openai") return sendSame(asked, "embeddings");
			const wanted = readEmbeddingsRequest(membersOf(asked));
			const { base64 } = wanted;
			const spoken = translation.ask(wanted, model);
			const { notSent } = spoken;
			const answer = await sendSpoken(asked, spoken);
			return embeddingsInOpenai({ answer, translation, model, base64, notSent, created: nowSeconds() });
		},
	};
}

interface Outgoing {
	path: string;
	body: Uint8Array<ArrayBuffer>;
	headers?: Readonly<Record<string, string>>;
}

/** One for each provider, as long as it is there; what they refuse is said in OpenAI's shape. */
function createInnerDoors(through: (door: Door) => HandleCall): (provider: Provider) => HandleCall {
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

function nowSeconds(): number {
	return Math.floor(Date.now() / 1000);
}
