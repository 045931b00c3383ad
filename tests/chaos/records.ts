import type { Call, CallPage, Summary } from "../../server/src/traces/model";
import type { TestServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { until } from "../support/until";

/** What the server says that it recorded, asked as a script of the team would: through the API, with a lens key. */
export interface Records {
	/** All calls that began at or after a time (Unix milliseconds), page by page, newest first. */
	callsSince(fromMs: number): Promise<Call[]>;
	summarySince(fromMs: number): Promise<Summary>;
}

/** Signs in by the first start's link and makes a lens key, which outlives the server's process. */
export async function makeKey(server: TestServer): Promise<string> {
	const link = () => /https?:\/\/\S+magic-link\/verify\S+/.exec(server.output())?.[0];
	await until(() => link() !== undefined);
	const owner = await signIn({ url: server.url, signInUrl: link() });
	return (await owner.createKey("chaos")).secret;
}

export function recordsOf(url: string, key: string): Records {
	async function get<T>(path: string, query: Record<string, string>): Promise<T> {
		const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`, {
			headers: { authorization: `Bearer ${key}` },
		});
		if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	}
	return {
		async callsSince(fromMs) {
			const calls: Call[] = [];
			let cursor: string | null = null;
			do {
				const query = { from: new Date(fromMs).toISOString(), limit: "200", ...(cursor !== null && { cursor }) };
				const page: CallPage = await get("calls", query);
				calls.push(...page.calls);
				cursor = page.nextCursor;
			} while (cursor !== null);
			return calls;
		},
		summarySince: (fromMs) =>
			get("summary", { from: new Date(fromMs).toISOString(), to: new Date(Date.now() + 60_000).toISOString() }),
	};
}

/** How what was recorded compares with what clients saw. All zero but `rows` when nothing went wrong. */
export interface Verdict {
	rows: number;
	/** Calls that a client saw and nobody recorded. */
	lost: number;
	/** Rows beyond the first of a call. */
	doubled: number;
	/** The summary counts other calls, or another cost, than the rows add up to. */
	wrongSums: number;
}

export function judge(acknowledged: Iterable<string>, calls: readonly Call[], summary: Summary): Verdict {
	const ids = new Set(calls.map(({ id }) => id));
	let lost = 0;
	for (const id of acknowledged) if (!ids.has(id)) lost++;
	const cost = calls.reduce((sum, { costPicoUsd }) => sum + BigInt(costPicoUsd ?? 0), 0n);
	// One that was refused has no price that would be missing.
	const unpriced = calls.filter(
		({ costPicoUsd, httpStatus }) => costPicoUsd === null && (httpStatus ?? 0) < 400,
	).length;
	const sumsHold =
		summary.calls === ids.size && summary.costPicoUsd === String(cost) && summary.unpricedCalls === unpriced;
	// A page begins after the last row of the one before, so a row's double at its border shows in the count only.
	const doubled = Math.max(calls.length, summary.calls) - ids.size;
	return { rows: calls.length, lost, doubled, wrongSums: sumsHold ? 0 : 1 };
}

/** On a machine that stands still for long, one look can take longer than there is time: so many there are in any case. */
const minLooks = 10;

/** Asks until everything is right, and says what is still wrong when the time is over; with the calls that were found last. */
export async function judgeUntil(
	records: Records,
	{ fromMs, ids, withinMs }: { fromMs: number; ids: readonly string[]; withinMs: number },
): Promise<Verdict & { calls: Call[] }> {
	const deadline = performance.now() + withinMs;
	for (let looks = 1; ; looks++) {
		const calls = await records.callsSince(fromMs);
		const verdict = judge(ids, calls, await records.summarySince(fromMs));
		const lastLook = looks >= minLooks && performance.now() > deadline;
		if (isRight(verdict) || lastLook) return { ...verdict, calls };
		await Bun.sleep(50);
	}
}

export function isRight({ lost, doubled, wrongSums }: Verdict): boolean {
	return lost + doubled + wrongSums === 0;
}
