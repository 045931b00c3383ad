import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JournalEntry, Payload } from "../../server/src/journal/span";

/** Where a run of the suite leaves all that it made, for `bun run check:secrets` to look through; undefined: nothing is left. */
const keepFolder = process.env.LENSAI_TEST_KEEP;

/** Removes what a test made, unless all is to be left. */
export function discard(path: string): void {
	if (keepFolder === undefined) rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}

/** Whether what tests make is left for a look at it. */
export const isKept = keepFolder !== undefined;

/** What is not in a folder by itself, as lines of a file: logs, answers that were errors. */
export function keep(kind: "logs" | "errors" | "entries", text: string): void {
	if (keepFolder !== undefined) appendFileSync(join(keepFolder, `${kind}.txt`), `${text}\n`);
}

/** An entry of a journal that is only in memory. */
export function keepEntry({ span, request, response }: JournalEntry): void {
	if (keepFolder === undefined) return;
	const textOf = (payload: Payload | undefined) => Buffer.from(payload?.bytes ?? []).toString("latin1");
	keep("entries", [JSON.stringify(span), textOf(request), textOf(response)].join("\n"));
}

/** The name of the file, beside the folder, with every provider key that a provider of the tests was sent. */
export const usedKeysFile = "used-keys.txt";

const credentialHeaders = ["authorization", "x-api-key", "x-goog-api-key", "api-key", "proxy-authorization"];

/** Notes the credentials with which a request came to a provider. They stand outside of what is looked through. */
export function noteCredentials(headers: readonly (readonly [name: string, value: string])[], target = ""): void {
	if (keepFolder === undefined) return;
	for (const [name, value] of headers) {
		if (!credentialHeaders.includes(name.toLowerCase()) || value.startsWith("AWS4-HMAC-SHA256")) continue;
		noteProviderKey(value.replace(/^(Bearer|Basic|Key|Token)\s+/i, ""));
	}
	const inQuery = /[?&]key=([^&]+)/.exec(target)?.[1];
	if (inQuery !== undefined) noteProviderKey(decodeURIComponent(inQuery));
}

/** Notes a provider key that a test gives to the server. */
export function noteProviderKey(secret: string): void {
	if (keepFolder !== undefined) appendFileSync(join(keepFolder, "..", usedKeysFile), `${JSON.stringify(secret)}\n`);
}

/** Notes those that a server is started with. */
export function noteKeysOf(env: Record<string, string | undefined>): void {
	for (const [name, value] of Object.entries(env))
		if (/(_API_KEY|_ACCESS_KEY|_TOKEN|_BEARER_TOKEN_\w+)$/.test(name) && value !== undefined) noteProviderKey(value);
}
