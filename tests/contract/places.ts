/** Where a fixture's answer is from: a path of the gateway, and what is asked there. */
export interface Place {
	target: string;
	/** JSON. */
	body: string;
	/** Of a stream; server-sent events where nothing is said. */
	contentType?: string;
}

const asking = JSON.stringify({ model: "m", messages: [], stream: true, stream_options: { include_usage: true } });
const plain = '{"model":"m"}';
const onVertex = "/vertex/v1/projects/p/locations/eu/publishers";

/** Folders of servers that speak OpenAI's chat API, and where that stands. */
const chatDoors: Readonly<Record<string, string>> = {
	openai: "/openai/v1",
	azure: "/azure/res/openai/deployments/d",
	cerebras: "/cerebras/v1",
	deepseek: "/deepseek",
	fireworks: "/fireworks/inference/v1",
	groq: "/groq/openai/v1",
	mistral: "/mistral/v1",
	ollama: "/ollama/v1",
	openrouter: "/openrouter/api/v1",
	perplexity: "/perplexity",
	together: "/together/v1",
	vllm: "/vllm/v1",
	xai: "/xai/v1",
};

type PlaceOf = (name: string, streams: boolean) => Omit<Place, "body">;

/** Folders of everything else. */
const others: Readonly<Record<string, PlaceOf>> = {
	"openai/responses": () => ({ target: "/openai/v1/responses" }),
	"openai/completions": () => ({ target: "/openai/v1/completions" }),
	"openai/embeddings": () => ({ target: "/openai/v1/embeddings" }),
	"openai/moderations": () => ({ target: "/openai/v1/moderations" }),
	"openai/batches": () => ({ target: "/openai/v1/batches" }),
	"openai/images": (name) => ({ target: `/openai/v1/images/${name.startsWith("edit") ? "edits" : "generations"}` }),
	"openai/audio": (name) => {
		const spoken = name.startsWith("speech") ? "speech" : name.startsWith("translation") ? "translations" : undefined;
		return { target: `/openai/v1/audio/${spoken ?? "transcriptions"}` };
	},
	anthropic: () => ({ target: "/anthropic/v1/messages" }),
	cohere: (name) => ({ target: `/cohere/v2/${/^(embed|rerank)/.exec(name)?.[0] ?? "chat"}` }),
	gemini: (name, streams) => ({
		target: `/gemini/v1beta/models/m:${streams ? "streamGenerateContent" : /^embed/.test(name) ? "embedContent" : "generateContent"}`,
		...(name.includes(".array") && { contentType: "application/json; charset=UTF-8" }),
	}),
	vertex: (name, streams) => {
		if (/^(claude|mistral)/.test(name)) {
			const publisher = name.startsWith("claude") ? "anthropic" : "mistralai";
			return { target: `${onVertex}/${publisher}/models/m:${streams ? "streamRawPredict" : "rawPredict"}` };
		}
		const method = name.startsWith("predict") ? "predict" : streams ? "streamGenerateContent" : "generateContent";
		return {
			target: `${onVertex}/google/models/m:${method}`,
			...(name.includes(".array") && { contentType: "application/json; charset=UTF-8" }),
		};
	},
	bedrock: (name, streams) => {
		const action = name.startsWith("invoke") ? "invoke" : name.startsWith("count") ? "count-tokens" : "converse";
		const streamed = action === "invoke" ? "invoke-with-response-stream" : "converse-stream";
		return {
			target: `/bedrock/model/m/${streams ? streamed : action}`,
			contentType: "application/vnd.amazon.eventstream",
		};
	},
};

export const folders: readonly string[] = [...Object.keys(chatDoors), ...Object.keys(others)];

export function placeOf(folder: string, name: string, streams: boolean): Place {
	const door = chatDoors[folder];
	const body = streams ? asking : plain;
	if (door !== undefined) return { target: `${door}/chat/completions`, body };
	const place = others[folder]?.(name, streams);
	if (place === undefined) throw new Error(`nobody knows where ${folder} is from`);
	// Speech says in another way that it is to come as events.
	const asksSpeech = place.target.endsWith("/speech");
	return { ...place, body: asksSpeech ? '{"model":"m","input":"a","stream_format":"sse"}' : body };
}

/** Whether this server is asked for usage by the gateway when its client did not ask. */
export const askedFolders: readonly string[] = Object.keys(chatDoors);
