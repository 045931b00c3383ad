import type { Span } from "../journal/span";
import type { Usage } from "../pricing/usage";
import { textOfAnswer } from "./answer-text";
import { type Calibration, calibrate, type MeasuredCall } from "./calibration";
import type { CountTexts } from "./count-texts";
import { tokensOf } from "./estimate-usage";
import { textOfRequest } from "./request-text";

/** Which calls are alike. */
export interface CalibrationKey {
	projectId: string;
	provider: string;
	/** As the provider answered, else as the caller asked. */
	model: string;
	stream: boolean;
}

export interface CalibrationsOptions {
	/** Rows of ClickHouse; 64-bit integers are strings. */
	query<Row>(sql: string, params: Record<string, unknown>): Promise<Row[]>;
	command(sql: string, params: Record<string, unknown>): Promise<void>;
	countTexts: CountTexts;
}

/** Of how many calls the bodies are tokenized, and of how many the lengths are read. */
const textCalls = 24;
const lengthCalls = 200;
/** Longer calls say no more about a model, and cost more to tokenize. */
const maxSampleBytes = 128 * 1024;
const minuteMs = 60_000;
const learnFromMs = 30 * 24 * 60 * minuteMs;
const maxKept = 1000;

/**
 * The calibration for a call at a moment. What was learnt is written down before it is used, with the moment from which it holds, so
 * the same calls get the same estimates however often the process dies between.
 */
export function createCalibrations({ query, command, countTexts }: CalibrationsOptions) {
	const kept = new Map<string, Known[]>();

	async function known(key: CalibrationKey): Promise<Known[]> {
		const name = JSON.stringify(key);
		const found = kept.get(name);
		if (found !== undefined) return found;
		const rows = await query<CalibrationRow>(storedSql, { ...key });
		const list = rows.map(({ fromMs, ...row }) => ({ fromMs: Number(fromMs), ...withoutNulls(row) }));
		if (kept.size >= maxKept) kept.clear();
		kept.set(name, list);
		return list;
	}

	return async function calibrationFor(key: CalibrationKey, atMs: number): Promise<Calibration> {
		const list = await known(key);
		const last = list.find(({ fromMs }) => fromMs <= atMs);
		if (last !== undefined && atMs - last.fromMs < keepsMs(last)) return last;
		// A call that came in late is calibrated as its time was.
		if (last === undefined && list.length > 0) return list.at(-1) as Known;
		const learnt = { fromMs: atMs, ...calibrate(await measuredCalls(key, atMs)) };
		await command(storeSql, { ...key, ...nulls, ...learnt });
		list.unshift(learnt);
		list.sort((a, b) => b.fromMs - a.fromMs);
		list.length = Math.min(list.length, 50);
		return learnt;
	};

	async function measuredCalls(key: CalibrationKey, beforeMs: number): Promise<MeasuredCall[]> {
		const params = { ...key, fromMs: beforeMs - learnFromMs, beforeMs, maxSampleBytes };
		const rows = await query<MeasuredRow>(measuredSql, params);
		const full = rows.filter(({ full }) => full).slice(0, textCalls);
		const bodies =
			full.length === 0
				? []
				: await query<BodyRow>(bodiesSql, {
						...key,
						ids: full.map(({ id }) => id),
						times: full.map(({ startedAtMs }) => Number(startedAtMs)),
					});
		const tokens = await tokensById(bodies, countTexts);
		return rows.map(({ id, usage, requestBytes, responseBytes }) => ({
			usage: Object.fromEntries(Object.entries(usage).map(([bucket, count]) => [bucket, Number(count)])) as Usage,
			requestBytes: Number(requestBytes),
			responseBytes: Number(responseBytes),
			...tokens.get(id),
		}));
	}
}

export type CalibrationFor = ReturnType<typeof createCalibrations>;

interface Known extends Calibration {
	fromMs: number;
}

/** Little is learnt anew soon, much once a day. */
function keepsMs({ samples }: Calibration): number {
	if (samples < 3) return minuteMs;
	return samples < textCalls ? 10 * minuteMs : 24 * 60 * minuteMs;
}

/** Tokens of o200k in the bodies of each call, as far as they say nothing but text. */
async function tokensById(bodies: readonly BodyRow[], countTexts: CountTexts) {
	const read = bodies.map(({ id, request, response }) => ({
		id,
		request: textOnly(request === null ? undefined : textOfRequest(request)),
		answer: textOnly(response === null ? undefined : textOfAnswer(response)),
	}));
	const counts = await countTexts(read.flatMap(({ request, answer }) => [request?.text ?? "", answer?.text ?? ""]));
	return new Map(
		read.map(({ id, request, answer }, index) => [
			id,
			{
				...(request && { requestTokens: tokensOf(request, counts[2 * index] ?? 0) }),
				...(answer && { answerTokens: tokensOf(answer, counts[2 * index + 1] ?? 0) }),
			},
		]),
	);
}

function textOnly<T extends { hasMore: boolean }>(text: T | undefined): T | undefined {
	return text?.hasMore ? undefined : text;
}

interface CalibrationRow extends Record<"inputFactor" | "outputFactor" | "inputBytes" | "outputBytes", number | null> {
	fromMs: string;
	samples: number;
}

interface MeasuredRow extends Pick<Span, "id"> {
	startedAtMs: string;
	usage: Record<string, string>;
	requestBytes: string;
	responseBytes: string;
	full: boolean;
}

interface BodyRow {
	id: string;
	request: string | null;
	response: string | null;
}

const nulls = { inputFactor: null, outputFactor: null, inputBytes: null, outputBytes: null };

function withoutNulls(row: Omit<CalibrationRow, "fromMs">): Calibration {
	return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as Calibration;
}

const ofKey = "projectId = {projectId:UUID} AND provider = {provider:String} AND stream = {stream:Bool}";

const storedSql = `
	SELECT fromMs, inputFactor, outputFactor, inputBytes, outputBytes, samples FROM calibrations
	WHERE ${ofKey} AND model = {model:String} ORDER BY fromMs DESC LIMIT 50`;

const storeSql = `
	INSERT INTO calibrations (projectId, provider, model, stream, fromMs, inputFactor, outputFactor, inputBytes, outputBytes, samples)
	SELECT {projectId:UUID}, {provider:String}, {model:String}, {stream:Bool}, {fromMs:UInt64}, {inputFactor:Nullable(Float64)},
		{outputFactor:Nullable(Float64)}, {inputBytes:Nullable(Float64)}, {outputBytes:Nullable(Float64)}, {samples:UInt32}`;

/** In the table's order, so that the newest are found without reading the rest. */
const measuredSql = `
	SELECT id, startedAtMs, usage, requestBytes, responseBytes,
		capture = 'full' AND requestBytes + responseBytes <= {maxSampleBytes:UInt64} AS full
	FROM spans
	WHERE ${ofKey} AND startedAtMs >= {fromMs:UInt64} AND startedAtMs < {beforeMs:UInt64}
		AND coalesce(responseModel, model) = {model:String} AND usageState = 'measured' AND status = 'ok'
	ORDER BY projectId DESC, startedAtMs DESC LIMIT ${lengthCalls}`;

const bodiesSql = `
	SELECT spanId AS id, request, response FROM span_payloads
	WHERE projectId = {projectId:UUID} AND startedAtMs IN {times:Array(UInt64)} AND spanId IN {ids:Array(UUID)}
		AND NOT requestTruncated AND NOT responseTruncated`;
