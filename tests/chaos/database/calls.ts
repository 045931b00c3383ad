import { shapes } from "../provider";
import { ownKey, routeName, type World } from "./world";

/** A way of calling that needs something of what PostgreSQL keeps. */
export interface Kind {
	name: string;
	path: string;
	headers: Record<string, string>;
	body: object;
	/** What a whole answer has in it. */
	has: string;
	/** Statuses that are right beside 200. */
	also?: number;
}

/** One call as its client saw it. Times are `performance.now()`. */
export interface SeenCall {
	kind: string;
	/** Undefined: no answer came. */
	id?: string;
	sentAt: number;
	tookMs: number;
	status: number;
	/** What was wrong with its answer, if anything was. */
	fault?: string;
}

const messages = [{ role: "user", content: "How are you? ".repeat(20) }];
const chatPath = "/openai/v1/chat/completions";
const json = { model: shapes.json, messages };

/** One by one what has to work while PostgreSQL does not. */
export function kindsOf({ keys }: World): Kind[] {
	const own = { "x-lensai-key": keys.plain, authorization: `Bearer ${ownKey}` };
	const vault = { authorization: `Bearer ${keys.plain}` };
	const has = "All is well";
	return [
		{ name: "json", path: chatPath, headers: own, body: json, has },
		{
			name: "stream",
			path: chatPath,
			headers: own,
			body: { ...json, model: shapes.stream, stream: true },
			has: "[DONE]",
		},
		{ name: "vaultKey", path: chatPath, headers: vault, body: json, has },
		{
			name: "vaultKeyAnthropic",
			path: "/anthropic/v1/messages",
			headers: { "x-api-key": keys.plain, "anthropic-version": "2023-06-01" },
			body: { model: "claude-sonnet-4-5", max_tokens: 100, messages },
			has: '"type"',
		},
		{ name: "route", path: chatPath, headers: vault, body: { ...json, model: routeName }, has },
		{
			name: "unifiedDoor",
			path: "/v1/chat/completions",
			headers: vault,
			body: { ...json, model: `openai/${shapes.json}` },
			has,
		},
		{
			name: "limited",
			path: chatPath,
			headers: { authorization: `Bearer ${keys.limited}` },
			body: json,
			has,
			also: 429,
		},
		{ name: "noLensKey", path: chatPath, headers: { authorization: `Bearer ${ownKey}` }, body: json, has },
	];
}

export async function callOnce(url: string, kind: Kind): Promise<SeenCall> {
	const { name, path, headers, body, has, also } = kind;
	const sentAt = performance.now();
	const seen: SeenCall = { kind: name, sentAt, tookMs: Number.POSITIVE_INFINITY, status: 0 };
	try {
		const response = await fetch(url + path, {
			method: "POST",
			headers: { "content-type": "application/json", ...headers },
			body: JSON.stringify(body),
		});
		seen.status = response.status;
		seen.id = response.headers.get("x-lensai-call-id") ?? undefined;
		const text = await response.text();
		seen.tookMs = performance.now() - sentAt;
		if (seen.id === undefined) seen.fault = `answer ${response.status} without a call id`;
		else if (response.status === 200 && !text.includes(has))
			seen.fault = `its answer is not whole: ${text.slice(-100)}`;
		else if (response.status !== 200 && response.status !== also)
			seen.fault = `${response.status}: ${text.slice(0, 200)}`;
	} catch (error) {
		seen.fault = error instanceof Error && "code" in error ? String(error.code) : String(error);
	}
	return seen;
}

/** Calls of each kind in turn, so many a second, whether or not earlier ones have ended; until `stop`. */
export function startCalls(url: string, kinds: readonly Kind[], perSecond: number) {
	const seen: SeenCall[] = [];
	const running = new Set<Promise<void>>();
	const startedAt = performance.now();
	let sent = 0;
	const timer = setInterval(() => {
		for (const due = ((performance.now() - startedAt) / 1000) * perSecond; sent < due; sent++) {
			const kind = kinds[sent % kinds.length] as Kind;
			const ending = callOnce(url, kind).then((call) => {
				seen.push(call);
				running.delete(ending);
			});
			running.add(ending);
		}
	}, 5);
	return {
		seen,
		async stop() {
			clearInterval(timer);
			await Promise.all(running);
		},
	};
}
