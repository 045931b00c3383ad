import type { ClickHouseClient } from "@clickhouse/client";

export interface Stored {
	/** Of every column of every span. */
	checksum: string;
	spans: number;
	/** As recorded. */
	recorded: bigint;
	adjustments: number;
	differences: bigint;
	/** Of each call the last adjustment's cost, or else the recorded one. */
	current: bigint;
}

/** What stands in ClickHouse, by queries that share nothing with the server's. */
export async function readStored(client: ClickHouseClient): Promise<Stored> {
	const query = `SELECT
			(SELECT toString(sum(sipHash64(formatRow('JSONEachRow', *)))) FROM spans) AS checksum,
			(SELECT count() FROM spans) AS spans,
			(SELECT toString(ifNull(sum(toInt256(costPicoUsd)), 0)) FROM spans) AS recorded,
			count() AS adjustments,
			toString(sum(toInt256(differencePicoUsd))) AS differences,
			(SELECT toString(sum(toInt256(if(last.2 = 0, ifNull(recorded.2, 0), ifNull(last.1, 0)))))
				FROM (SELECT id, (1, costPicoUsd) AS recorded FROM spans) AS span
				LEFT JOIN (
					SELECT spanId, argMax((newPicoUsd, revision), revision) AS last FROM cost_adjustments GROUP BY spanId
				) AS adjusted ON adjusted.spanId = span.id) AS current
		FROM (SELECT DISTINCT spanId, revision, differencePicoUsd FROM cost_adjustments)`;
	const result = await client.query({ query, format: "JSONEachRow" });
	const [row] = await result.json<Record<keyof Stored, string>>();
	if (row === undefined) throw new Error("an aggregate without GROUP BY always gives one row");
	return {
		checksum: row.checksum,
		spans: Number(row.spans),
		recorded: BigInt(row.recorded),
		adjustments: Number(row.adjustments),
		differences: BigInt(row.differences),
		current: BigInt(row.current),
	};
}
