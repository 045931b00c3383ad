import { treaty } from "@elysiajs/eden/treaty2";
import type { Session } from "@lensai/server/accounts/model";
import type { App } from "@lensai/server/app";
import type { Call, Summary } from "@lensai/server/traces/model";
import { KeyRefused, UnexpectedAnswer } from "./failures";

/** The few questions that the status bar asks. All throw KeyRefused, UnexpectedAnswer, or what `fetch` throws. */
export interface Api {
	session(): Promise<Session>;
	/** The newest call of the key's project; undefined when there is none yet. */
	lastCall(): Promise<Call | undefined>;
	/** Sums of the calls that began at `fromMs` or later. */
	summary(fromMs: number): Promise<Summary>;
	/** The bytes of `GET /api/v1/live`, from the event after `lastEventId` on. */
	live(lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
}

export interface Connection {
	/** As `parseServerUrl` returns it. */
	serverUrl: string;
	/** The lens key, `lk_…`. */
	key: string;
}

const answerWithinMs = 10_000;

/** Asks one server with one key. A redirect is an error: the key must not follow it to another host. */
export function apiClient({ serverUrl, key }: Connection, fetch = globalThis.fetch): Api {
	const headers = { authorization: `Bearer ${key}` };
	const { api } = treaty<App>(serverUrl, { headers, parseDate: false, fetcher: fetch, fetch: { redirect: "error" } });
	const soon = () => ({ signal: AbortSignal.timeout(answerWithinMs) });
	return {
		async session() {
			const session = answerOf(await api.v1.session.get({ fetch: soon() }));
			if (!Array.isArray(session?.projects)) throw new UnexpectedAnswer("this is not a LensAI server");
			return session;
		},
		async lastCall() {
			const page = answerOf(await api.v1.calls.get({ query: { limit: 1 }, fetch: soon() }));
			return page.calls[0];
		},
		async summary(fromMs) {
			return answerOf(await api.v1.summary.get({ query: { from: new Date(fromMs).toISOString() }, fetch: soon() }));
		},
		async live(lastEventId, signal) {
			const resuming = new Headers({ ...headers, accept: "text/event-stream" });
			if (lastEventId !== undefined) resuming.set("last-event-id", lastEventId);
			const answer = await fetch(`${serverUrl}/api/v1/live`, { headers: resuming, redirect: "error", signal });
			requireOk(answer.status, answer.ok ? undefined : await readProblem(answer));
			if (!answer.body) throw new UnexpectedAnswer("the live stream has no body");
			return answer.body;
		},
	};
}

/** What Eden returns: `response` is absent when no answer came, and then `error.value` is what `fetch` threw. */
interface Answer<Data> {
	data: Data | null;
	error: { status: unknown; value: unknown } | null;
	response?: Response;
}

function answerOf<Data>({ data, error, response }: Answer<Data>): Data {
	if (!response) throw error?.value;
	requireOk(response.status, error?.value);
	if (data === null) throw new UnexpectedAnswer("the answer is empty");
	return data;
}

async function readProblem(answer: Response): Promise<unknown> {
	return answer.headers.get("content-type")?.includes("json") ? answer.json() : undefined;
}

/** The body of an error is problem+json, whose `detail` says what to do; another server's may be anything. */
function requireOk(status: number, problem: unknown): void {
	if (status === 200) return;
	if (status === 401) throw new KeyRefused();
	const detail = typeof problem === "object" && problem && "detail" in problem ? `: ${problem.detail}` : "";
	throw new UnexpectedAnswer(`the server answered ${status}${detail}`);
}
