import { createSecret } from "../../../server/src/keys/secret";
import type { World } from "./world";

/** A door, where its clients put their key, and its own shape of an error. */
interface Door {
	name: string;
	path: string;
	headers(key: string): Record<string, string>;
	query?: (key: string) => string;
	body: object;
	isError(body: Record<string, unknown>): boolean;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const messages = [{ role: "user", content: "Hi" }];
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const code = "store_unavailable";
const isOpenai = ({ error }: Record<string, unknown>) =>
	isRecord(error) && error.code === code && error.type === "server_error" && typeof error.message === "string";
const isGoogle = ({ error }: Record<string, unknown>) =>
	isRecord(error) && error.code === 503 && error.status === "UNAVAILABLE" && typeof error.message === "string";

const doors: Door[] = [
	{
		name: "openai",
		path: "/openai/v1/chat/completions",
		headers: bearer,
		body: { model: "gpt-4o", messages },
		isError: isOpenai,
	},
	{
		name: "unified",
		path: "/v1/chat/completions",
		headers: bearer,
		body: { model: "openai/gpt-4o", messages },
		isError: isOpenai,
	},
	{
		name: "anthropic",
		path: "/anthropic/v1/messages",
		headers: (key) => ({ "x-api-key": key }),
		body: { model: "claude-sonnet-4-5", max_tokens: 10, messages },
		isError: ({ type, error }) => type === "error" && isRecord(error) && error.type === "api_error",
	},
	{
		name: "gemini",
		path: "/gemini/v1beta/models/gemini-2.5-pro:generateContent",
		headers: (key) => ({ "x-goog-api-key": key }),
		body: { contents: [] },
		isError: isGoogle,
	},
	{
		name: "geminiByQuery",
		path: "/gemini/v1beta/models/gemini-2.5-pro:generateContent",
		headers: () => ({}),
		query: (key) => `?key=${key}`,
		body: { contents: [] },
		isError: isGoogle,
	},
	{
		name: "bedrock",
		path: "/bedrock/model/anthropic.claude-v2/converse",
		headers: bearer,
		body: { messages: [] },
		isError: ({ __type, message }) => __type === "ServiceUnavailableException" && typeof message === "string",
	},
];

export interface Refusals {
	asked: number;
	/** By status. */
	statuses: Record<string, number>;
	/** 503 that is not in the provider's own shape. */
	wrongShape: number;
	slowestMs: number;
}

const nothing = (): Refusals => ({ asked: 0, statuses: {}, wrongShape: 0, slowestMs: 0 });

/** Asks with keys that nobody has seen, at every door, and with revoked ones, again and again until `stop`. */
export function startStrangers({ server, keys }: World, everyMs: number) {
	const unknown = nothing();
	const revoked = nothing();
	const api = nothing();
	let stopped = false;
	async function run() {
		while (!stopped) {
			const pause = Bun.sleep(everyMs);
			await Promise.all([
				...doors.map((door) => ask(server.url, door, createSecret(), unknown)),
				...keys.revoked.map((key) => ask(server.url, doors[0] as Door, key, revoked)),
				askApi(server.url, keys.plain, api),
			]);
			await pause;
		}
	}
	const running = run();
	return {
		unknown,
		revoked,
		api,
		async stop() {
			stopped = true;
			await running;
		},
	};
}

async function ask(url: string, door: Door, key: string, into: Refusals): Promise<void> {
	const startedAt = performance.now();
	const response = await fetch(url + door.path + (door.query?.(key) ?? ""), {
		method: "POST",
		headers: { "content-type": "application/json", ...door.headers(key) },
		body: JSON.stringify(door.body),
	});
	const text = await response.text();
	note(into, response.status, startedAt);
	if (response.status === 503 && !door.isError(JSON.parse(text))) {
		console.error(`${door.name} is told ${text}`);
		into.wrongShape++;
	}
}

/** The dashboard's questions need PostgreSQL. */
async function askApi(url: string, key: string, into: Refusals): Promise<void> {
	const startedAt = performance.now();
	const response = await fetch(`${url}/api/v1/keys`, { headers: bearer(key) });
	const text = await response.text();
	note(into, response.status, startedAt);
	if (response.status === 503 && JSON.parse(text).code !== code) into.wrongShape++;
}

function note(into: Refusals, status: number, startedAt: number): void {
	into.asked++;
	into.statuses[status] = (into.statuses[status] ?? 0) + 1;
	into.slowestMs = Math.max(into.slowestMs, Math.round(performance.now() - startedAt));
}
