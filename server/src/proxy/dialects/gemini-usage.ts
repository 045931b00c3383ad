import type { Usage } from "../../pricing/usage";
import { addKnown, filledString, isRecord, type JsonRecord, readCounts, tokenCount } from "./json-values";

/**
 * Google's `usageMetadata` as buckets: uncachedInput + cacheRead + cacheReadAudio + audioInput + imageInput = `promptTokenCount` +
 * `toolUsePromptTokenCount`; output + reasoning + audioOutput + imageOutput = `candidatesTokenCount` + `thoughtsTokenCount`.
 * Example: 1,000 prompt tokens of which 600 cached are { uncachedInput: 400, cacheRead: 600 }.
 *
 * - `promptTokenCount` includes what was cached, so that is taken off it; of audio and images by `cacheTokensDetails`, and
 *   without those off the text first, so that a doubtful count never makes a call cheaper. More cached tokens than the prompt
 *   has are not part of it, but stand beside it, as Vertex sometimes sends them.
 * - Video and documents are billed as text and stay there. Cached audio is told apart where `cacheTokensDetails` says it.
 * - Thoughts stand beside the candidates. Where `totalTokenCount` is reached without them, they are among the candidates.
 * - Proto JSON leaves zeros out, so a count that is not there is not said.
 * - A total that is not a whole number ≥ 0 makes the usage unusable, hence undefined.
 *
 * Sources, 2026-11-22: https://ai.google.dev/api/generate-content#UsageMetadata,
 * https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse,
 * https://ai.google.dev/gemini-api/docs/pricing, types of npm `@google/genai` 2.32.0,
 * https://github.com/BerriAI/litellm/pull/42093 (cached tokens beside the prompt).
 */
export function readGeminiUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	const counts = readCounts(raw, totals);
	if (counts === undefined) return undefined;
	const usage: Usage = {};
	noteInput(usage, counts, raw);
	noteOutput(usage, counts, raw);
	return Object.keys(usage).length === 0 ? undefined : usage;
}

const totals = [
	"promptTokenCount",
	"cachedContentTokenCount",
	"toolUsePromptTokenCount",
	"candidatesTokenCount",
	"thoughtsTokenCount",
	"totalTokenCount",
] as const;

type Counts = Partial<Record<(typeof totals)[number], number>>;

/**
 * How a call was served: as `usageMetadata` or the header says it on the Gemini API, by the kind of traffic on Vertex. In lower
 * case, `standard` for the listed prices.
 * Sources, 2026-11-22: https://ai.google.dev/gemini-api/docs/priority-inference (header x-gemini-service-tier),
 * https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse (TrafficType).
 */
export function readGeminiTier(raw: unknown, header: string | null | undefined): string | undefined {
	const usage = isRecord(raw) ? raw : {};
	const tier = filledString(usage.serviceTier) ?? filledString(header);
	if (tier !== undefined) {
		const name = tier.toLowerCase().replace(/^service_tier_/, "");
		return name === "unspecified" ? "standard" : name;
	}
	const traffic = filledString(usage.trafficType);
	return traffic === undefined ? undefined : (tiersOfTraffic[traffic] ?? traffic.toLowerCase());
}

const tiersOfTraffic: Readonly<Record<string, string>> = {
	ON_DEMAND: "standard",
	ON_DEMAND_PRIORITY: "priority",
	ON_DEMAND_FLEX: "flex",
	ON_DEMAND_OFFPEAK: "offpeak",
	PROVISIONED_THROUGHPUT: "provisioned",
};

function noteInput(usage: Usage, counts: Counts, raw: JsonRecord): void {
	const told = addKnown(counts.promptTokenCount, counts.toolUsePromptTokenCount);
	if (told === undefined) return;
	const cached = counts.cachedContentTokenCount ?? 0;
	const isBeside = cached > told;
	const total = isBeside ? told + cached : told;
	const prompt = byModality(raw.promptTokensDetails ?? raw.promptTokenDetails);
	const tools = byModality(raw.toolUsePromptTokensDetails);
	const fromCache = byModality(raw.cacheTokensDetails);
	let rest = total - cached;
	for (const [modality, bucket] of inputModalities) {
		const all = addKnown(prompt[modality], tools[modality]);
		if (all === undefined) continue;
		const fromPrompt = isBeside ? all : Math.max(all - (fromCache[modality] ?? 0), 0);
		const tokens = Math.min(fromPrompt, rest);
		rest -= tokens;
		usage[bucket] = tokens;
	}
	usage.uncachedInput = rest;
	if (counts.cachedContentTokenCount === undefined) return;
	const audio = Math.min(fromCache.AUDIO ?? 0, cached);
	usage.cacheRead = cached - audio;
	if (audio > 0) usage.cacheReadAudio = audio;
}

/** Dearest first. */
const inputModalities = [
	["AUDIO", "audioInput"],
	["IMAGE", "imageInput"],
] as const;

function noteOutput(usage: Usage, counts: Counts, raw: JsonRecord): void {
	const { candidatesTokenCount: candidates, thoughtsTokenCount: thoughts } = counts;
	if (thoughts !== undefined) usage.reasoning = thoughts;
	if (candidates === undefined) return;
	const input = addKnown(counts.promptTokenCount, counts.toolUsePromptTokenCount) ?? 0;
	const isInside = thoughts !== undefined && thoughts <= candidates && counts.totalTokenCount === input + candidates;
	let rest = isInside ? candidates - thoughts : candidates;
	const details = byModality(raw.candidatesTokensDetails ?? raw.responseTokensDetails);
	for (const [modality, bucket] of outputModalities) {
		const tokens = details[modality];
		if (tokens === undefined) continue;
		usage[bucket] = Math.min(tokens, rest);
		rest -= Math.min(tokens, rest);
	}
	usage.output = rest;
}

const outputModalities = [
	["IMAGE", "imageOutput"],
	["AUDIO", "audioOutput"],
] as const;

/** Tokens by modality from `[{ modality, tokenCount }]`; entries that say neither are dropped. */
function byModality(details: unknown): Partial<Record<string, number>> {
	const counts: Partial<Record<string, number>> = {};
	if (!Array.isArray(details)) return counts;
	for (const entry of details) {
		const modality = isRecord(entry) ? filledString(entry.modality) : undefined;
		const count = isRecord(entry) ? tokenCount(entry.tokenCount) : undefined;
		if (modality !== undefined && count !== undefined) counts[modality] = (counts[modality] ?? 0) + count;
	}
	return counts;
}
