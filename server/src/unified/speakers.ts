import type { Provider } from "../providers/provider";
import { anthropicChat } from "./anthropic";
import { bedrockChat } from "./bedrock";
import { bedrockEmbeddings } from "./bedrock-embeddings";
import { cohereChat } from "./cohere";
import { cohereEmbeddings, geminiEmbeddings, vertexEmbeddings } from "./embeddings";
import { geminiChat } from "./gemini";
import type { ChatTranslation, EmbeddingsTranslation } from "./translation";
import { misshapen } from "./unsayable";
import { vertexClaudeChat } from "./vertex";

/** How one model of a provider is talked to. */
export interface Speech {
	/** Before the path, below the provider's door, e.g. `v1/`. */
	before: string;
	/** As the provider knows it. */
	model: string;
	/** `openai`: it speaks OpenAI's format itself, and gets the caller's own bytes. */
	chat: "openai" | ChatTranslation;
	/** Absent: it has none. */
	embeddings?: "openai" | EmbeddingsTranslation;
}

/** From what stands behind the provider's name. Throws DomainError 400 for a name that says too little. */
export type Speaker = (name: string) => Speech;

const openai =
	(before: string): Speaker =>
	(model) => ({ before, model, chat: "openai", embeddings: "openai" });

/** By the provider's id. Paths are those of the provider's own file under `providers/`. */
const speakers: Readonly<Record<string, Speaker>> = {
	openai: openai(""),
	azure: speakAzure,
	mistral: openai("v1/"),
	groq: openai("openai/v1/"),
	deepseek: openai(""),
	xai: openai("v1/"),
	openrouter: openai("api/v1/"),
	together: openai("v1/"),
	fireworks: openai("inference/v1/"),
	perplexity: openai(""),
	cerebras: openai("v1/"),
	ollama: openai("v1/"),
	vllm: openai("v1/"),
	anthropic: (model) => ({ before: "v1/", model, chat: anthropicChat }),
	gemini: (model) => ({ before: "v1beta/", model, chat: geminiChat, embeddings: geminiEmbeddings }),
	cohere: (model) => ({ before: "v2/", model, chat: cohereChat, embeddings: cohereEmbeddings }),
	bedrock: speakBedrock,
	vertex: speakVertex,
};

/** Undefined for a provider that this door does not know how to talk to. */
export function speakerOf({ id, customId, dialectOf, locate }: Provider): Speaker | undefined {
	if (customId === undefined) return speakers[id];
	// One of the organization's own: its paths tell whose API it speaks.
	if (dialectOf("POST", "messages") === undefined) return openai("");
	const before = /\/v\d+$/.test(locate("", new Headers()).baseUrl) ? "" : "v1/";
	return (model) => ({ before, model, chat: anthropicChat });
}

/** Whether a model is named by itself, and not with a place of the user's before it. */
export function takesPlainNames({ id }: Pick<Provider, "id">): boolean {
	return speakers[id] !== undefined && id !== "azure" && id !== "vertex";
}

/** `<resource>/<deployment>` */
function speakAzure(name: string): Speech {
	const [resource, deployment] = splitFirst(name);
	if (deployment === undefined)
		throw misshapen("model", "an Azure model is named azure/<resource>/<deployment>, as on the Azure portal");
	return openai(`${resource}/openai/v1/`)(deployment);
}

const awsRegion = /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/;

/** `[<region>/]<model id or ARN>` */
function speakBedrock(name: string): Speech {
	const [first, rest] = splitFirst(name);
	const named = rest !== undefined && awsRegion.test(first);
	return {
		before: named ? `${first}/` : "",
		model: named ? rest : name,
		chat: bedrockChat,
		embeddings: bedrockEmbeddings,
	};
}

/** `<project>/<location>/[<publisher>/]<model>` */
function speakVertex(name: string): Speech {
	const [project = "", location, third, fourth] = name.split("/");
	if (location === undefined || third === undefined)
		throw misshapen(
			"model",
			"a Vertex AI model is named vertex/<project>/<location>/<model>, Claude's with anthropic/ before it",
		);
	const publisher = fourth === undefined ? "google" : third;
	const place = [project, location, publisher].map(encodeURIComponent);
	const before = `v1/projects/${place[0]}/locations/${place[1]}/publishers/${place[2]}/`;
	const model = fourth ?? third;
	if (publisher === "anthropic") return { before, model, chat: vertexClaudeChat };
	return { before, model, chat: geminiChat, embeddings: vertexEmbeddings };
}

/** What stands before the first slash, and behind it. */
export function splitFirst(name: string): [first: string, rest: string | undefined] {
	const slash = name.indexOf("/");
	return slash < 0 ? [name, undefined] : [name.slice(0, slash), name.slice(slash + 1)];
}
