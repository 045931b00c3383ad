import type { Usage } from "../../pricing/usage";
import { AnthropicReading } from "./anthropic-answer";
import { mergeAnthropicUsage } from "./anthropic-usage";
import { readBedrockTier, readBedrockUsage, usageOfHeaders, usageOfMetrics } from "./bedrock-usage";
import type { Answer, AnswerError, AnswerHeaders } from "./dialect";
import { filledString, isRecord, type JsonRecord, parseBytes, readCounts } from "./json-values";
import { readOpenaiUsage } from "./openai-usage";

const metricsName = "amazon-bedrock-invocationMetrics";
/** What makes a chunk worth parsing; text is passed over. */
const tellingNames = [
	metricsName,
	'"message_start"',
	'"message_delta"',
	'"message_stop"',
	'"error"',
	'"usage"',
	'"stopReason"',
	'"stop_reason"',
	'"finish_reason"',
	'"completionReason"',
	'"prompt_token_count"',
].map((name) => Buffer.from(name));
const anthropicTypes = new Set<unknown>(["message", "message_start", "message_delta", "message_stop", "error"]);

/**
 * Gathers what a vendor's body, or the chunks of a streamed one, say of the answer; known by its members, because an
 * inference profile's name need not say the vendor. The usage is the body's own, else what Bedrock counted (the metrics of the
 * last chunk, the headers). The model that the body names is not kept: it lacks the region's prefix, which decides the price.
 */
export class BedrockInvokeReading {
	error: AnswerError | undefined;
	private readonly anthropic = new AnthropicReading();
	private isAnthropic = false;
	private finishReason: string | undefined;
	/** The body's own usage, of any vendor but Anthropic. */
	private told: JsonRecord | undefined;
	private metrics: JsonRecord | undefined;

	constructor(private readonly headers: AnswerHeaders | undefined) {}

	/** One chunk of a stream. */
	watch(chunk: Buffer | undefined): void {
		if (chunk === undefined || !tellingNames.some((name) => chunk.includes(name))) return;
		const event = parseBytes(chunk);
		if (isRecord(event)) this.note(event);
	}

	/** A body, or one event of a stream. */
	note(event: JsonRecord): void {
		const metrics = event[metricsName];
		if (isRecord(metrics)) this.metrics = metrics;
		if (anthropicTypes.has(event.type)) {
			this.isAnthropic = true;
			if (event.type === "message") this.anthropic.noteMessage(event);
			else this.anthropic.noteEvent(event);
			return;
		}
		this.finishReason = finishReasonOf(event) ?? this.finishReason;
		const told = toldUsage(event);
		if (told !== undefined) this.told = { ...this.told, ...told };
	}

	finish(): Answer {
		const answer = this.isAnthropic ? this.finishAnthropic() : this.finishOther();
		const tier = answer.serviceTier ?? readBedrockTier(undefined, this.headers);
		if (tier !== undefined) answer.serviceTier = tier;
		if (this.error !== undefined) answer.error = this.error;
		if (this.metrics !== undefined) answer.isComplete = true;
		return answer;
	}

	/** Anthropic's counts win, being split by lifetime; what they lack is taken from Bedrock's. */
	private finishAnthropic(): Answer {
		const counted = usageOfMetrics(this.metrics) ?? usageOfHeaders(this.headers);
		if (counted !== undefined) {
			const asAnthropic = Object.fromEntries(
				Object.entries(counted).map(([name, value]) => [anthropicNames[name] ?? name, value]),
			);
			this.anthropic.usage = mergeAnthropicUsage(asAnthropic, this.anthropic.usage ?? {});
		}
		const answer = this.anthropic.finish();
		delete answer.responseModel;
		if (this.metrics !== undefined) delete answer.usageSoFar;
		return answer;
	}

	private finishOther(): Answer {
		const own = this.told && { usage: readToldUsage(this.told), rawUsage: this.told };
		const counted = usageOfMetrics(this.metrics) ?? usageOfHeaders(this.headers);
		const { usage, rawUsage } = own?.usage === undefined && counted !== undefined ? bedrocks(counted) : (own ?? {});
		return {
			...(this.finishReason !== undefined && { finishReason: this.finishReason }),
			...(usage !== undefined && { usage }),
			...(rawUsage !== undefined && { rawUsage }),
		};
	}
}

const anthropicNames: Readonly<Record<string, string>> = {
	inputTokens: "input_tokens",
	outputTokens: "output_tokens",
	cacheReadInputTokens: "cache_read_input_tokens",
	cacheWriteInputTokens: "cache_creation_input_tokens",
};

function bedrocks(counted: JsonRecord): { usage: Usage | undefined; rawUsage: JsonRecord } {
	return { usage: readBedrockUsage(counted), rawUsage: counted };
}

/** Nova's and OpenAI's `usage`, Llama's and Titan's flat counts. Nova's stream wraps its events in their names. */
function toldUsage(event: JsonRecord): JsonRecord | undefined {
	const usage = event.usage ?? (isRecord(event.metadata) ? event.metadata.usage : undefined);
	if (isRecord(usage)) return usage;
	const flat: JsonRecord = {};
	for (const name of flatNames) if ((event[name] ?? undefined) !== undefined) flat[name] = event[name];
	const [first] = Array.isArray(event.results) ? event.results : [];
	if (isRecord(first) && first.tokenCount !== undefined) flat.tokenCount = first.tokenCount;
	return Object.keys(flat).length === 0 ? undefined : flat;
}

const flatNames = [
	"prompt_token_count",
	"generation_token_count",
	"inputTextTokenCount",
	"totalOutputTextTokenCount",
] as const;

/**
 * Sources, 2026-11-22: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html (Llama),
 * …/model-parameters-titan-text.html, …/model-parameters-titan-embed-text.html, …/model-parameters-mistral-chat-completion.html,
 * https://docs.aws.amazon.com/nova/latest/userguide/using-invoke-api.html.
 */
function readToldUsage(told: JsonRecord): Usage | undefined {
	if (told.inputTokens !== undefined) return readBedrockUsage(told);
	if (told.prompt_tokens !== undefined) return readOpenaiUsage(told);
	const counts = readCounts(told, [...flatNames, "tokenCount"]);
	const input = counts?.prompt_token_count ?? counts?.inputTextTokenCount;
	const output = counts?.generation_token_count ?? counts?.totalOutputTextTokenCount ?? counts?.tokenCount;
	if (input === undefined && output === undefined) return undefined;
	return { ...(input !== undefined && { uncachedInput: input }), ...(output !== undefined && { output }) };
}

function finishReasonOf(event: JsonRecord): string | undefined {
	const [result] = Array.isArray(event.results) ? event.results : [];
	const [choice] = Array.isArray(event.choices) ? event.choices : [];
	const [output] = Array.isArray(event.outputs) ? event.outputs : [];
	const stop = isRecord(event.messageStop) ? event.messageStop.stopReason : undefined;
	const candidates = [event.stop_reason, event.stopReason, event.finish_reason, event.completionReason, stop];
	if (isRecord(result)) candidates.push(result.completionReason);
	if (isRecord(choice)) candidates.push(choice.finish_reason, choice.stop_reason);
	if (isRecord(output)) candidates.push(output.stop_reason);
	return candidates.map(filledString).find((reason) => reason !== undefined);
}
