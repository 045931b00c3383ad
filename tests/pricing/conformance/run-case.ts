import type { Span } from "../../../server/src/journal/span";
import { noLabels } from "../../../server/src/labels/labels";
import { type CostLine, costLines } from "../../../server/src/pricing/cost-lines";
import { price } from "../../../server/src/pricing/price";
import { type RateUnit, rateUnits } from "../../../server/src/pricing/rate-unit";
import { readRates } from "../../../server/src/pricing/rates-text";
import { createProvider } from "../../../server/src/providers/create-provider";
import { builtInProviders } from "../../../server/src/providers/list";
import type { Provider } from "../../../server/src/providers/provider";
import { admittedSpan } from "../../../server/src/proxy/admitted-span";
import type { CallStart } from "../../../server/src/proxy/call-start";
import { anthropicBatchResults } from "../../../server/src/proxy/dialects/anthropic-batch";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { openaiFileContents } from "../../../server/src/proxy/dialects/openai-batches";
import { createRealtimeReader } from "../../../server/src/proxy/dialects/openai-realtime";
import { settle } from "../../../server/src/proxy/settle";
import { readStream } from "../../support/dialect-answers";
import { type ConformanceCase, type CostSum, defaultTime } from "./case";
import { isRate, workOut } from "./money";

/** What the gateway makes of a case. */
export interface Settled {
	state: string;
	picoUsd: bigint | undefined;
	/** By the model, `""` for the call's own; also of what has no rate. */
	lines: Map<string, CostLine[]>;
	source: string | null;
}

const world = { fetch, clock: () => 0 };
const providers = builtInProviders.flatMap((facts) => createProvider(facts, world));
const encoder = new TextEncoder();

/** Cuts a stream's bytes into other chunks. */
export type Cut = (bytes: Uint8Array[]) => Iterable<Uint8Array>;

/**
 * Sends a case through the gateway's own code: the provider's path table and dialect read request and answer, and `settle`
 * writes usage and cost into a span. What is not there: network, keys, journal.
 */
export function settleCase(given: ConformanceCase, cut: Cut = (chunks) => chunks): Settled {
	const provider = providerOf(given);
	const method = given.method ?? "POST";
	const { path, host } = provider.locate(given.path.replace(/\?.*$/, ""), new Headers());
	const reader = provider.dialectOf(method, path);
	const request = reader?.readRequest({ body: bytesOf(given.ask), path, query: "", contentType: "application/json" });
	const start: CallStart = {
		caller: { organizationId: "organization", projectId: "project", capture: "metadata" },
		capture: "metadata",
		provider,
		method,
		path,
		host,
		request,
		requestBytes: 0,
		labels: noLabels,
		asksCache: false,
		taken: undefined,
		arrivedAt: 0,
		arrivedAtMs: Date.parse(given.at ?? defaultTime),
	};
	const span = admittedSpan("call", start);
	settle(span, { status: "ok", httpStatus: 200, answer: readAnswer(given, reader, cut) }, { start, price });
	return {
		state: span.costState,
		picoUsd: span.costPicoUsd === null ? undefined : BigInt(span.costPicoUsd),
		lines: linesOf(span),
		source: span.costSource,
	};
}

/** From what stands in the span, as an API would show them. */
function linesOf({ usage, costRates }: Span): Map<string, CostLine[]> {
	const { rates, further } = readRates(costRates);
	return new Map([
		["", costLines(usage, rates)],
		...further.map((each): [string, CostLine[]] => [each.model, costLines(each.usage, each.rates)]),
	]);
}

function providerOf({ provider: id, door }: ConformanceCase): Provider {
	const found = providers.find(
		(each) => each.id === id && (door === undefined || each.door.startsWith(`/${id}/${door}/`)),
	);
	if (found === undefined) throw new Error(`no provider ${id} ${door ?? ""}`);
	return found;
}

function readAnswer(given: ConformanceCase, dialect: Dialect | undefined, cut: Cut): Answer {
	const { answer } = given;
	if ("socket" in answer) return readSocket(answer.socket);
	if (dialect === undefined) throw new Error(`${given.provider} has no dialect for ${given.path}`);
	const headers = new Headers(given.headers);
	if ("json" in answer) return dialect.readResponse(bytesOf(answer.json), headers);
	if ("stream" in answer) {
		const chunks = answer.stream.map((chunk) =>
			typeof chunk === "string" ? encoder.encode(chunk) : new Uint8Array(chunk),
		);
		return readStream(dialect, cut(chunks), headers);
	}
	return readBatchLine(given.provider, encoder.encode(`${JSON.stringify(answer.batchLine)}\n`));
}

function readSocket(messages: readonly unknown[]): Answer {
	const reader = createRealtimeReader();
	const events = messages.map((message) => reader.read(bytesOf(message)));
	const billed = events.findLast((event) => event?.kind === "response" || event?.kind === "transcription");
	if (billed === undefined || !("answer" in billed)) throw new Error("no message that has a bill");
	return billed.answer;
}

function readBatchLine(provider: string, line: Uint8Array): Answer {
	const results = provider === "anthropic" ? anthropicBatchResults : openaiFileContents.batchResults;
	const answers: Answer[] = [];
	const reader = results?.createReader((call) => {
		if (call !== undefined) answers.push(call.answer);
	});
	reader?.read(line);
	reader?.end();
	const [answer] = answers;
	if (answer === undefined) throw new Error("not a line of a batch's results");
	return answer;
}

function bytesOf(value: unknown): Uint8Array {
	return encoder.encode(JSON.stringify(value));
}

/** What differs between a case and what the gateway made of it, one sentence each; empty when all agrees. */
export function differences({ cost, further = {}, state = "priced" }: ConformanceCase, settled: Settled): string[] {
	const found = settled.state === state ? [] : [`state is ${settled.state}, should be ${state}`];
	const names = ["", ...new Set([...Object.keys(further), ...settled.lines.keys()].filter((name) => name !== ""))];
	let sum: bigint | undefined;
	let ofLines = 0n;
	for (const name of names) {
		const lines = settled.lines.get(name) ?? [];
		const compared = compareLines((name === "" ? cost : further[name]) ?? {}, lines);
		found.push(...compared.found.map((text) => (name === "" ? text : `${name}: ${text}`)));
		if (compared.sum !== undefined) sum = (sum ?? 0n) + compared.sum;
		for (const { picoUsd = 0n } of lines) ofLines += picoUsd;
	}
	if (settled.picoUsd !== sum) found.push(`cost is ${settled.picoUsd ?? "unknown"}, should be ${sum ?? "unknown"}`);
	if (ofLines !== (settled.picoUsd ?? 0n)) found.push(`its lines come to ${ofLines}`);
	return found;
}

function compareLines(cost: CostSum, lines: readonly CostLine[]): { found: string[]; sum: bigint | undefined } {
	const found: string[] = [];
	let sum: bigint | undefined;
	for (const unit of rateUnits) {
		const text = cost[unit];
		const line = lines.find((each) => nameOf(each) === unit);
		if (text === undefined) {
			if (line !== undefined) found.push(`${unit} is ${line.amount}, should not be there`);
			continue;
		}
		const { count, rate, picoUsd } = workOut(text);
		if (picoUsd !== undefined) sum = (sum ?? 0n) + picoUsd;
		if (line?.amount !== count) found.push(`${unit} is ${line?.amount ?? 0}, should be ${count}`);
		const agrees =
			line?.rate === undefined || rate === undefined ? line?.rate === rate : isRate(rate, line.rate, line.per);
		if (!agrees) found.push(`${unit} at ${line?.rate ?? "no rate"}, should be ${text}`);
	}
	return { found, sum };
}

/** Seconds are seconds, also where the rate is for an hour. */
function nameOf({ unit }: CostLine): RateUnit {
	return unit === "audioInputHours" ? "audioInputSeconds" : unit;
}
