import type { ClickHouseClient } from "@clickhouse/client";
import { firstMs, models, stepOf, tokensSql } from "./calls";

/** Whose the calls are. */
export interface Owner {
	organizationId: string;
	projectId: string;
}

const pick = (values: readonly string[]) =>
	`arrayElement([${values.join(", ")}], toUInt32(number % ${models.length}) + 1)`;
const texts = (values: readonly (string | null)[]) =>
	pick(values.map((value) => (value === null ? "NULL" : `'${value}'`)));
const recorded = models.map((model) => model.recorded);

function costSql(): string {
	const sums = recorded.map((rates) =>
		rates === undefined
			? "NULL"
			: `toInt64(uncached * ${rates.uncachedInput} + cached * ${rates.cacheRead} + out * ${rates.output})`,
	);
	return `multiIf(${sums
		.slice(0, -1)
		.map((sum, index) => `number % ${models.length} = ${index}, ${sum}`)
		.join(", ")}, ${sums.at(-1)})`;
}

const textOf = (rates: (typeof recorded)[number]) =>
	rates === undefined
		? null
		: JSON.stringify(Object.fromEntries(Object.entries(rates).map(([unit, rate]) => [unit, rate.toString()])));

/** Puts calls into the table of spans in its own shape, as the journal's reader would over time. */
export async function seedCalls(client: ClickHouseClient, count: number, owner: Owner): Promise<void> {
	await client.command({
		query: `INSERT INTO spans (seq, id, traceId, organizationId, projectId, kind, provider, operation, model, responseModel, stream,
				status, httpStatus, startedAtMs, firstByteMs, durationMs, usage, usageState, costState, costPicoUsd, costRates,
				costSource, capture, requestBytes, responseBytes)
			SELECT number + 1, generateUUIDv4(number), toString(number), {organizationId:String}, {projectId:UUID}, 'llm', 'openai',
				'chat/completions', ${texts(models.map(({ name }) => name))} AS named, named, false, 'ok', 200,
				${firstMs} + number * ${stepOf(count)}, 400, 900 + number % 1000,
				map('uncachedInput', ${tokensSql.uncachedInput} AS uncached, 'cacheRead', ${tokensSql.cacheRead} AS cached,
					'output', ${tokensSql.output} AS out),
				'measured', ${texts(recorded.map((rates) => (rates ? "priced" : "unpriced")))}, ${costSql()},
				${texts(recorded.map(textOf))}, concat('lensai@2026-10-01 genai-prices@0.1.8 openai/', named), 'metadata', 900, 1500
			FROM numbers(${count})`,
		query_params: { ...owner },
	});
}
