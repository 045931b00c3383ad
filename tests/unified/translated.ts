import { anthropicChat } from "../../server/src/unified/anthropic";
import { bedrockChat } from "../../server/src/unified/bedrock";
import { chatUsage } from "../../server/src/unified/chat-usage";
import { ChunkWriter } from "../../server/src/unified/chunk-writer";
import { cohereChat } from "../../server/src/unified/cohere";
import { geminiChat } from "../../server/src/unified/gemini";
import type { ChatTranslation } from "../../server/src/unified/translation";
import { jsonFixtures, streamFixtures } from "../support/fixtures";

/** A provider that is translated, and which of its recorded answers are chats. */
export interface Translated {
	provider: string;
	/** What a caller names. */
	model: string;
	/** Where the same call stands at the provider's own door. */
	own: (stream: boolean) => string;
	translation: ChatTranslation;
	/** How a stream of this API is typed. */
	type: string;
	streams: string[];
	answers: string[];
}

const events = "text/event-stream";
/** Answers to something else than a chat, and errors, which have no 200. */
const others = /batch|count|embed|rerank|error|usage-missing$/;

export const translatedProviders: Translated[] = [
	{
		provider: "anthropic",
		model: "anthropic/claude-sonnet-4-5",
		own: () => "/anthropic/v1/messages",
		translation: anthropicChat,
		type: events,
		streams: streamFixtures("anthropic"),
		answers: jsonFixtures("anthropic").filter((name) => !others.test(name)),
	},
	{
		provider: "gemini",
		model: "gemini/gemini-2.5-flash",
		own: (stream) =>
			`/gemini/v1beta/models/gemini-2.5-flash:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
		translation: geminiChat,
		type: events,
		streams: streamFixtures("gemini").filter((name) => name.endsWith(".events")),
		answers: jsonFixtures("gemini").filter((name) => !others.test(name)),
	},
	{
		provider: "bedrock",
		model: "bedrock/anthropic.claude-sonnet-4-5-v1:0",
		own: (stream) => `/bedrock/model/anthropic.claude-sonnet-4-5-v1%3A0/converse${stream ? "-stream" : ""}`,
		translation: bedrockChat,
		type: "application/vnd.amazon.eventstream",
		streams: streamFixtures("bedrock").filter((name) => name.startsWith("converse")),
		answers: jsonFixtures("bedrock").filter((name) => name.startsWith("converse") && !others.test(name)),
	},
	{
		provider: "cohere",
		model: "cohere/command-a",
		own: () => "/cohere/v2/chat",
		translation: cohereChat,
		type: events,
		streams: streamFixtures("cohere"),
		answers: jsonFixtures("cohere").filter((name) => !others.test(name)),
	},
];

/** A stream in OpenAI's words, of chunks with these borders, each of which is gone once the next one comes. */
export function translateStream(translation: ChatTranslation, chunks: Iterable<Uint8Array>): string {
	const writer = new ChunkWriter({ id: "chatcmpl-1", created: 1_795_363_618, model: "asked-for" });
	const source = translation.readStream(writer, "01a20402-bd2c");
	const usage = translation.dialect.createStreamReader();
	let text = "";
	const take = () => {
		text += Buffer.from(writer.take() ?? []).toString();
	};
	for (const chunk of chunks) {
		const own = chunk.slice();
		source.push(own);
		usage.read(own);
		own.fill(0x22);
		take();
	}
	source.end();
	writer.end(chatUsage(usage.end().usage));
	take();
	return text;
}

export interface Heard {
	id: unknown;
	model: unknown;
	content: string;
	reasoning: string;
	details: unknown[];
	refusal: string;
	/** `name arguments`, in the order of their indexes. */
	calls: string[];
	images: unknown[];
	finish: unknown[];
	usage: unknown;
	error: unknown;
	done: boolean;
}

/** What a client of OpenAI's would put together from a stream. Throws for a line that is no event of it. */
export function hear(text: string): Heard {
	const heard: Heard = {
		id: undefined,
		model: undefined,
		content: "",
		reasoning: "",
		details: [],
		refusal: "",
		calls: [],
		images: [],
		finish: [],
		usage: undefined,
		error: undefined,
		done: false,
	};
	for (const block of text.split("\n\n").filter((each) => each !== "")) {
		if (heard.done || heard.error !== undefined) throw new Error(`something follows the end: ${block}`);
		if (!block.startsWith("data: ")) throw new Error(`not an event: ${block}`);
		const data = block.slice("data: ".length);
		if (data === "[DONE]") heard.done = true;
		else note(heard, JSON.parse(data));
	}
	return heard;
}

type Chunk = Record<string, unknown> & {
	choices?: { delta: Record<string, unknown>; finish_reason: unknown; index: number }[];
};

function note(heard: Heard, chunk: Chunk): void {
	if (chunk.error !== undefined) {
		heard.error = chunk.error;
		return;
	}
	heard.id = chunk.id;
	heard.model = chunk.model;
	heard.usage = chunk.usage ?? heard.usage;
	for (const { delta, finish_reason } of chunk.choices ?? []) {
		if (finish_reason !== null) heard.finish.push(finish_reason);
		heard.content += delta.content ?? "";
		heard.reasoning += delta.reasoning_content ?? "";
		heard.refusal += delta.refusal ?? "";
		heard.details.push(...((delta.reasoning_details as unknown[] | undefined) ?? []));
		heard.images.push(...((delta.images as unknown[] | undefined) ?? []));
		for (const call of (delta.tool_calls as Call[] | undefined) ?? []) {
			heard.calls[call.index] ??= `${call.function.name} `;
			heard.calls[call.index] += call.function.arguments ?? "";
		}
	}
}

interface Call {
	index: number;
	function: { name?: string; arguments?: string };
}
