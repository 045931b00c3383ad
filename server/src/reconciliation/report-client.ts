import { Refusal } from "../proxy/refusal";
import type { Fetch } from "../proxy/send";
import { retryAfterMs } from "../targets/retry-after";
import { type ReportClient, ReportFailure } from "./report";

interface ClientOptions {
	/** The provider's name, for messages. */
	name: string;
	baseUrl: string;
	headers: Record<string, string>;
	/** Guarded: it refuses addresses that no provider has. */
	fetch: Fetch;
	now: () => number;
	/** Ends the whole run. */
	signal: AbortSignal;
	patienceMs?: number;
}

/** One answer holds a month of groups at most: beyond this it is not a report. */
const maxBytes = 32 * 1024 * 1024;

/** Asks for reports, one at a time, each in its own time. */
export function createReportClient(options: ClientOptions): ReportClient {
	const { name, baseUrl, headers, fetch, now, signal, patienceMs = 30_000 } = options;
	return {
		async get(path, query) {
			const url = `${baseUrl}/${path}?${new URLSearchParams(query.map(([key, value]) => [key, value]))}`;
			const both = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
			try {
				const response = await fetch(url, { method: "GET", headers, signal: both, redirect: "manual" });
				if (response.status === 200) return await readJson(name, response);
				await response.body?.cancel();
				throw refusalOf(name, response, now());
			} catch (error) {
				throw failureOf(name, error);
			}
		},
	};
}

/** JSON whose numbers stay the text that stood there, so that no digit of money is lost to a float. */
async function readJson(name: string, response: Response): Promise<unknown> {
	const text = await textOf(name, response);
	const reviver: Reviver = (_key, value, context) => (typeof value === "number" ? (context?.source ?? value) : value);
	try {
		return JSON.parse(text, reviver);
	} catch {
		throw new ReportFailure("unreadable", `${name} answered with something that is no JSON.`);
	}
}

/** https://github.com/tc39/proposal-json-parse-with-source (2026-11-22); TypeScript's own type knows no `context`. */
type Reviver = (this: unknown, key: string, value: unknown, context?: { source?: string }) => unknown;

async function textOf(name: string, response: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of response.body ?? []) {
		bytes += chunk.length;
		if (bytes > maxBytes) throw new ReportFailure("unreadable", `${name} answered with more than 32 MiB.`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}

function refusalOf(name: string, { status, headers }: Response, nowMs: number): ReportFailure {
	if (status === 401)
		return new ReportFailure(
			"key_refused",
			`${name} refuses the admin key (401): it is wrong, was revoked, or is no admin key. Add another one.`,
		);
	if (status === 403)
		return new ReportFailure(
			"not_admin_key",
			`${name} does not let this key read usage and costs (403): it is no admin key, or lacks that permission.`,
		);
	if (status === 429) {
		const waitMs = retryAfterMs(headers, nowMs);
		const wait = waitMs === undefined ? "" : ` and asks to wait ${Math.ceil(waitMs / 1000)} seconds`;
		return new ReportFailure("rate_limited", `${name} was asked too often (429)${wait}. It is tried again.`, waitMs);
	}
	if (status >= 500)
		return new ReportFailure("provider_trouble", `${name} has trouble of its own (${status}). It is tried again.`);
	if (status >= 300 && status < 400)
		return new ReportFailure("unreadable", `${name} sends elsewhere (${status}), which is not followed.`);
	return new ReportFailure("unreadable", `${name} answered ${status}, where a report was expected.`);
}

/** What went wrong in our words; an error of the connection could hold the request. */
function failureOf(name: string, error: unknown): ReportFailure {
	if (error instanceof ReportFailure) return error;
	if (error instanceof Refusal) return new ReportFailure("address_refused", error.message);
	if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError"))
		return new ReportFailure("unreachable", `${name} did not answer in time. It is tried again.`);
	const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
	return new ReportFailure("unreachable", `${name} could not be reached${code}. It is tried again.`);
}
