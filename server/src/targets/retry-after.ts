/**
 * How long a provider asks to wait, in milliseconds from `nowMs` (Unix); never negative. `Retry-After` is in seconds or an
 * HTTP date, https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3; `retry-after-ms` is finer, and sent by Azure OpenAI
 * and OpenAI (their clients read it first: openai-node `client.ts`, 2026-11-22). Undefined: it says nothing that can be read.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
	const inMs = readNumber(headers.get("retry-after-ms"));
	if (inMs !== undefined) return inMs;
	const text = headers.get("retry-after");
	const seconds = readNumber(text);
	if (seconds !== undefined) return seconds * 1000;
	if (text === null || !/^\w{3,9},? .*\d/.test(text.trim())) return undefined;
	const at = Date.parse(text);
	return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

function readNumber(text: string | null): number | undefined {
	return text !== null && /^\s*\d{1,15}(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
