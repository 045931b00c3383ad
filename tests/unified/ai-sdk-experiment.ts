/**
 * What the Vercel AI SDK's provider packages make of the recorded answers, beside what our own translation makes of them; the
 * decision that came of it is docs/decisions/0006-the-unified-door.md. The packages are no dependency:
 *
 *   mkdir /tmp/ai && cd /tmp/ai && npm install @ai-sdk/anthropic@4.0.105 @ai-sdk/google@4.0.121 \
 *     @ai-sdk/amazon-bedrock@5.0.101 @ai-sdk/cohere@4.0.52
 *   bun tests/unified/ai-sdk-experiment.ts /tmp/ai
 *
 * Prints a line for each difference, and one JSON line of figures at the end.
 */
import { resolve } from "node:path";
import { isRecord } from "../../server/src/proxy/dialects/json-values";
import { readChunks } from "../support/fixtures";
import { answering, startUpstream, streaming } from "../support/upstream";
import { type Heard, hear, translatedProviders, translateStream } from "./translated";

interface Model {
	doStream(options: object): Promise<{ stream: ReadableStream<unknown> }>;
}
type Create = (settings: object) => (model: string) => Model;

const folder = resolve(process.argv[2] ?? ".");
const load = async (name: string, create: string): Promise<Create> => {
	const module: Record<string, Create> = await import(Bun.resolveSync(`@ai-sdk/${name}`, folder));
	const made = module[create];
	if (made === undefined) throw new Error(`@ai-sdk/${name} has no ${create}.`);
	return made;
};

const upstream = await startUpstream(answering("{}"));
const settings = { apiKey: "k", region: "eu-west-1", baseURL: upstream.url, fetch };
const models: Record<string, Model> = {
	anthropic: (await load("anthropic", "createAnthropic"))(settings)("claude-sonnet-4-5"),
	gemini: (await load("google", "createGoogleGenerativeAI"))(settings)("gemini-2.5-flash"),
	bedrock: (await load("amazon-bedrock", "createAmazonBedrock"))(settings)("anthropic.claude-sonnet-4-5-v1:0"),
	cohere: (await load("cohere", "createCohere"))(settings)("command-a-03-2025"),
};
const asked = {
	prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }],
	tools: [{ type: "function", name: "weather", inputSchema: { type: "object", properties: {} } }],
};

type Told = Pick<Heard, "content" | "reasoning"> & { calls: string; usage: string; error: string };

/** What the SDK's parts say, put together. */
async function toldBySdk(model: Model): Promise<Told> {
	const told: Told = { content: "", reasoning: "", calls: "", usage: "", error: "" };
	try {
		const { stream } = await model.doStream(asked);
		for await (const part of stream) if (isRecord(part)) notePart(told, part);
	} catch (error) {
		told.error = error instanceof Error ? error.message : String(error);
	}
	return told;
}

function notePart(told: Told, part: Record<string, unknown>): void {
	if (part.type === "text-delta") told.content += part.delta;
	else if (part.type === "reasoning-delta") told.reasoning += part.delta;
	else if (part.type === "tool-input-start" && part.providerExecuted !== true) told.calls += `${part.toolName} `;
	else if (part.type === "tool-input-delta") told.calls += part.delta;
	else if (part.type === "error" && isRecord(part.error)) told.error = String(part.error.message);
	else if (part.type === "finish" && isRecord(part.usage)) {
		const { inputTokens: input, outputTokens: output } = part.usage;
		const counts = [
			isRecord(input) ? [input.total, input.cacheRead, input.cacheWrite] : [],
			isRecord(output) ? output.total : undefined,
		];
		told.usage = counts
			.flat()
			.map((count) => count || "-")
			.join(" ");
	}
}

function toldByUs({ content, reasoning, calls, usage, error }: Heard): Told {
	const counts = isRecord(usage) ? usage : {};
	const details = isRecord(counts.prompt_tokens_details) ? counts.prompt_tokens_details : {};
	const all = [counts.prompt_tokens, details.cached_tokens, details.cache_write_tokens, counts.completion_tokens];
	return {
		content,
		reasoning,
		calls: calls.join(""),
		usage: all.map((count) => count || "-").join(" "),
		error: isRecord(error) ? String(error.message) : "",
	};
}

let compared = 0;
let different = 0;
for (const { provider, translation, streams, type } of translatedProviders) {
	for (const name of streams) {
		const chunks = readChunks(provider, name);
		const ending = name.includes("broken-off") ? ({ ending: "close" } as const) : {};
		upstream.behave(streaming(chunks, { headers: { "content-type": type }, ...ending }));
		const model = models[provider];
		if (model === undefined) continue;
		const sdk = await toldBySdk(model);
		const ours = toldByUs(hear(translateStream(translation, chunks)));
		compared++;
		const differences = (Object.keys(ours) as (keyof Told)[]).filter((what) => sdk[what] !== ours[what]);
		if (differences.length > 0) different++;
		for (const what of differences)
			console.log(
				`${provider} ${name}: ${what}: SDK ${JSON.stringify(sdk[what].slice(0, 90))}, ours ${JSON.stringify(ours[what])}`,
			);
	}
}
upstream.close();
console.log(JSON.stringify({ compared, different }));
