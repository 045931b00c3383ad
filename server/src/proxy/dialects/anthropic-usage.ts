import { inputTokens, type Usage, type UsageBucket, type UsageUnit, usageBuckets } from "../../pricing/usage";
import type { ModelUsage } from "./dialect";
import { addKnown, filledString, isRecord, type JsonRecord, readCounts } from "./json-values";

/**
 * Anthropic's usage object as buckets. Its counts do not overlap: all input is `input_tokens` + `cache_read_input_tokens` +
 * `cache_creation_input_tokens`, and `output_tokens` includes thinking. Example: 100 input tokens beside 50 read from the cache
 * are { uncachedInput: 100, cacheRead: 50 }, 150 in all.
 *
 * - Cache writes are split by `cache_creation`. In a stream with server tools that breakdown covers the first turn only and
 *   the total all turns: what it does not cover counts as the dearest kind that it shows, as 5 minutes without one.
 * - `iterations` tells the turns inside of the call. With an advisor the totals have the input of the first turn only: where
 *   the `message` turns sum up to more, their sum counts. `compaction` turns are billed and not in the totals, so they are
 *   added; what an `advisor_message` used is another model's, see `readFurtherUsage`.
 * - `code_execution_requests` are sent with a beta only; web fetches cost nothing besides their tokens.
 * - A count that is not a whole number ≥ 0 makes the usage unusable, hence undefined.
 *
 * Sources, 2026-11-22: https://platform.claude.com/docs/en/api/messages (Usage),
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching, …/build-with-claude/compaction,
 * …/agents-and-tools/tool-use/advisor-tool,
 * https://github.com/BerriAI/litellm/issues/42663 (the breakdown in streams), types of npm `@anthropic-ai/sdk` 1.12.0.
 */
export function readAnthropicUsage(raw: unknown): Usage | undefined {
	if (!isRecord(raw)) return undefined;
	let usage = readTurn(raw);
	if (usage === undefined) return undefined;
	const turns = sumOfTurns(raw, "message");
	if ((inputTokens(turns) ?? 0) > (inputTokens(usage) ?? 0)) usage = { ...usage, ...inputOf(turns) };
	usage = addBuckets(usage, sumOfTurns(raw, "compaction"));
	return Object.keys(usage).length === 0 ? undefined : usage;
}

/**
 * What advisor models used inside of the call, one entry a turn.
 * Source: https://platform.claude.com/docs/en/agents-and-tools/tool-use/advisor-tool (2026-11-22).
 */
export function readFurtherUsage(raw: unknown): ModelUsage[] {
	if (!isRecord(raw)) return [];
	return turnsOf(raw, "advisor_message").flatMap((turn) => {
		const model = filledString(turn.model);
		const usage = readTurn(turn);
		return model === undefined || usage === undefined ? [] : [{ model, usage }];
	});
}

/**
 * A stream's usage so far with what a later event says of it. The counts of `message_delta` are cumulative and win; null is
 * not said, and neither is a zero after a number (some compatible servers fill in zeros).
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming (2026-11-22).
 */
export function mergeAnthropicUsage(known: JsonRecord | undefined, later: JsonRecord): JsonRecord {
	if (known === undefined) return later;
	const said = Object.entries(later).filter(([name, value]) => {
		return value !== null && !(value === 0 && typeof known[name] === "number");
	});
	return { ...known, ...Object.fromEntries(said) };
}

/** `fast` is a tier in all but name: it has a price of its own. */
export function readAnthropicTier(raw: JsonRecord): string | undefined {
	return raw.speed === "fast" ? "fast" : filledString(raw.service_tier);
}

/**
 * `us` where inference stayed in the United States, which is dearer.
 * Source: https://platform.claude.com/docs/en/build-with-claude/data-residency (2026-11-22).
 */
export function readAnthropicRegion(raw: JsonRecord): string | undefined {
	return raw.inference_geo === "us" ? "us" : undefined;
}

function sumOfTurns(raw: JsonRecord, type: string): Usage {
	return turnsOf(raw, type).reduce((sum: Usage, turn) => addBuckets(sum, readTurn(turn) ?? {}), {});
}

function addBuckets(usage: Usage, added: Usage): Usage {
	const sum = { ...usage };
	for (const bucket of usageBuckets) {
		const tokens = addKnown(usage[bucket], added[bucket]);
		if (tokens !== undefined) sum[bucket] = tokens;
	}
	return sum;
}

/** All that `readTurn` counts as input. */
function inputOf({ uncachedInput, cacheRead, cacheWrite5m, cacheWrite1h }: Usage): Usage {
	const input = { uncachedInput, cacheRead, cacheWrite5m, cacheWrite1h };
	return Object.fromEntries(Object.entries(input).filter(([, tokens]) => tokens !== undefined));
}

function turnsOf({ iterations }: JsonRecord, type: string): JsonRecord[] {
	return Array.isArray(iterations) ? iterations.filter((turn) => isRecord(turn) && turn.type === type) : [];
}

const totals = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens"] as const;

function readTurn(raw: JsonRecord): Usage | undefined {
	const counts = readCounts(raw, totals);
	if (counts === undefined) return undefined;
	const usage: Usage = {};
	set(usage, "uncachedInput", counts.input_tokens);
	set(usage, "cacheRead", counts.cache_read_input_tokens);
	noteWrites(usage, counts.cache_creation_input_tokens, raw.cache_creation);
	noteOutput(usage, counts.output_tokens, raw.output_tokens_details);
	if (isRecord(raw.server_tool_use)) {
		const units = readCounts(raw.server_tool_use, ["web_search_requests", "code_execution_requests"]);
		set(usage, "webSearches", units?.web_search_requests);
		set(usage, "codeSessions", units?.code_execution_requests);
	}
	return usage;
}

function noteWrites(usage: Usage, total: number | undefined, breakdown: unknown): void {
	const split =
		(isRecord(breakdown) && readCounts(breakdown, ["ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens"])) || {};
	const { ephemeral_5m_input_tokens: short, ephemeral_1h_input_tokens: long } = split;
	set(usage, "cacheWrite5m", short);
	set(usage, "cacheWrite1h", long);
	if (total === undefined) return;
	const rest = total - (short ?? 0) - (long ?? 0);
	const dearest = (long ?? 0) > 0 ? "cacheWrite1h" : "cacheWrite5m";
	if (rest > 0 || (short ?? long) === undefined) usage[dearest] = (usage[dearest] ?? 0) + Math.max(rest, 0);
}

function noteOutput(usage: Usage, total: number | undefined, details: unknown): void {
	if (total === undefined) return;
	const thinking = isRecord(details) ? readCounts(details, ["thinking_tokens"])?.thinking_tokens : undefined;
	const fits = thinking !== undefined && thinking <= total;
	usage.output = fits ? total - thinking : total;
	if (fits) usage.reasoning = thinking;
}

function set(usage: Usage, name: UsageBucket | UsageUnit, count: number | undefined): void {
	if (count !== undefined) usage[name] = count;
}
