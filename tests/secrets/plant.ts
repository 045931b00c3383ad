import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSecret } from "../../server/src/keys/secret";
import { startEmbedded } from "../../server/src/stores/postgres/embedded";
import { connectTo } from "../../server/src/stores/postgres/open";

/** A secret and where it was put, as a scan names that place. */
export interface Planted {
	secret: string;
	/** What the place begins with. */
	place: string;
}

/** Puts one secret into each kind of place that a scan looks at; the scan has to find each of them there. */
export async function plant(folder: string): Promise<Planted[]> {
	mkdirSync(join(folder, "journal/segments"), { recursive: true });
	const provider = (kind: string) => `sk-planted-in-${kind}-${crypto.randomUUID()}`;
	const log = createSecret();
	const journal = provider("the-journal");
	const error = provider('an "error"');
	writeFileSync(join(folder, "logs.txt"), `{"level":40,"url":"/openai/v1/models?key=${log}"}\n`);
	writeFileSync(join(folder, "errors.txt"), JSON.stringify({ error: { message: error } }));
	writeFileSync(join(folder, "journal/segments/1"), Buffer.concat([Buffer.from([0, 255]), Buffer.from(journal)]));
	const row = { table: provider("a-row"), bytes: provider("bytes"), json: provider("json"), lens: createSecret() };
	const engine = provider("clickhouse");
	await plantInClickhouse(join(folder, "clickhouse"), engine);
	await plantInPostgres(folder, row);
	return [
		{ secret: log, place: "logs.txt" },
		{ secret: error, place: "errors.txt" },
		{ secret: journal, place: "journal/segments/1" },
		{ secret: engine, place: "clickhouse lensai.planted" },
		...Object.values(row).map((secret) => ({ secret, place: " postgres.public.planted" })),
	];
}

/** By a process of its own, as the engine stays in the one that opened it. */
async function plantInClickhouse(path: string, secret: string): Promise<void> {
	const planting = Bun.spawn([process.execPath, join(import.meta.dir, "plant-clickhouse.ts"), path, secret]);
	if ((await planting.exited) !== 0) throw new Error("Nothing could be planted in ClickHouse.");
}

async function plantInPostgres(
	dataDir: string,
	{ table, bytes, json, lens }: Record<"table" | "bytes" | "json" | "lens", string>,
): Promise<void> {
	const cluster = await startEmbedded({ dataDir, answers: async () => false, onEnded: () => undefined });
	const sql = connectTo(cluster.socket, { max: 1 });
	await sql`create table planted (a text, b bytea, c jsonb, d text[])`;
	await sql`insert into planted values (${table}, ${Buffer.from(bytes)}, jsonb_build_object('x', ${json}::text), array[${lens}::text])`;
	await sql.end();
	await cluster.stop();
}
