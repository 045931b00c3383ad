import { noLabels } from "../../../server/src/labels/labels";
import type { CostLine } from "../../../server/src/pricing/cost-lines";
import { costLines } from "../../../server/src/pricing/cost-lines";
import { price } from "../../../server/src/pricing/price";
import { readRates } from "../../../server/src/pricing/rates-text";
import { type Usage, usageBuckets, usageUnits } from "../../../server/src/pricing/usage";
import { priceByBook } from "../../../server/src/providers/books";
import { createProvider } from "../../../server/src/providers/create-provider";
import { builtInProviders } from "../../../server/src/providers/list";
import type { Provider } from "../../../server/src/providers/provider";
import { admittedSpan } from "../../../server/src/proxy/admitted-span";
import type { CallStart } from "../../../server/src/proxy/call";
import { readAnthropicBatchResults } from "../../../server/src/proxy/dialects/anthropic-batch";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { createBatchResultReader } from "../../../server/src/proxy/dialects/openai-batches";
import { settle } from "../../../server/src/proxy/settle";
import { readStream } from "../../support/dialect-answers";
import { type ConformanceCase, defaultTime } from "./case";
import { workOut } from "./money";

/** What the gateway makes of a case. */
export interface Settled {
	state: string;
	picoUsd: bigint | undefined;
	usage: Usage;
	lines: CostLine[];
	source: string | null;
}

const world = { fetch, clock: () => 0 };
const providers = builtInProviders.flatMap((facts) => createProvider(facts, world));
const priceCall = priceByBook(price, providers);
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
	const { path } = provider.locate(given.path.replace(/\?.*$/, ""), new Headers());
	const dialect = provider.dialectOf(method, path);
	if (dialect === undefined) throw new Error(`${provider.id} has no dialect for ${method} ${path}`);
	const request = dialect.readRequest({ body: bytesOf(given.ask), path, query: "", contentType: "application/json" });
	const start: CallStart = {
		caller: { organizationId: "organization", projectId: "project", capture: "metadata" },
		capture: "metadata",
		provider,
		method,
		path,
		request,
		requestBytes: 0,
		labels: noLabels,
		asksCache: false,
		taken: undefined,
		arrivedAt: 0,
		arrivedAtMs: Date.parse(given.at ?? defaultTime),
	};
	const span = admittedSpan("call", start);
	settle(span, { status: "ok", httpStatus: 200, answer: readAnswer(given, dialect, cut) }, { start, price: priceCall });
	return {
		state: span.costState,
		picoUsd: span.costPicoUsd === null ? undefined : BigInt(span.costPicoUsd),
		usage: span.usage,
		lines: span.costRates === null ? [] : costLines(span.usage, readRates(span.costRates)),
		source: span.costSource,
	};
}

function providerOf({ provider: id, door }: ConformanceCase): Provider {
	const found = providers.find(
		(each) => each.id === id && (door === undefined || each.door.startsWith(`/${id}/${door}/`)),
	);
	if (found === undefined) throw new Error(`no provider ${id} ${door ?? ""}`);
	return found;
}

function readAnswer(given: ConformanceCase, dialect: Dialect, cut: Cut): Answer {
	const { answer } = given;
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

function readBatchLine(provider: string, line: Uint8Array): Answer {
	const answers: Answer[] = [];
	if (provider === "anthropic") for (const call of readAnthropicBatchResults([line])) answers.push(call.answer);
	else {
		const reader = createBatchResultReader((result) => {
			if ("answer" in result) answers.push(result.answer);
		});
		reader.read(line);
		reader.end();
	}
	const [answer] = answers;
	if (answer === undefined) throw new Error("not a line of a batch's results");
	return answer;
}

function bytesOf(value: unknown): Uint8Array {
	return encoder.encode(JSON.stringify(value));
}

const names = [...usageBuckets, ...usageUnits];

/** What differs between a case and what the gateway made of it, one sentence each; empty when all agrees. */
export function differences(given: ConformanceCase, settled: Settled): string[] {
	const found: string[] = [];
	const state = given.state ?? "priced";
	if (settled.state !== state) found.push(`state is ${settled.state}, should be ${state}`);
	let sum: bigint | undefined;
	for (const name of names) {
		const text = given.cost[name];
		const line = text === undefined ? undefined : workOut(text);
		if (line?.picoUsd !== undefined) sum = (sum ?? 0n) + line.picoUsd;
		const count = settled.usage[name] ?? 0;
		if (count !== (line?.count ?? 0)) found.push(`${name} is ${count}, should be ${line?.count ?? 0}`);
		const got = settled.lines.find(({ bucket }) => bucket === name);
		if (state === "unpriced" || line === undefined) continue;
		if (got?.picoUsdPerToken !== line.picoUsdPerUnit) {
			found.push(
				`${name} at ${got?.picoUsdPerToken ?? "no rate"}, should be ${line.picoUsdPerUnit ?? "no rate"} (${text})`,
			);
		}
	}
	const total = state === "unpriced" ? undefined : sum;
	if (settled.picoUsd !== total) found.push(`cost is ${settled.picoUsd ?? "unknown"}, should be ${total ?? "unknown"}`);
	const ofLines = settled.lines.reduce((all, { picoUsd = 0n }) => all + picoUsd, 0n);
	if (settled.picoUsd !== undefined && ofLines !== settled.picoUsd) found.push(`its lines come to ${ofLines}`);
	return found;
}
