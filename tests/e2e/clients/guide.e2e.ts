import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { CallPage } from "../../../server/src/traces/model";
import type { Exchanges } from "../../contract/contract";
import { chatCompletions, generateContent, messages, responses } from "../../contract/exchanges";
import { until } from "../../support/until";
import { answering, type Behaviour } from "../../support/upstream";
import { openingMs, openPlace, type Place } from "./place";

const root = join(import.meta.dir, "../../..");
const guide = await Bun.file(join(root, "docs/guides/connect-a-client.md")).text();
const section = guide.split(/^## /m).find((text) => text.startsWith("The official clients\n")) ?? "";

interface Snippet {
	name: string;
	language: "ts" | "python";
	code: string;
}

const snippets: Snippet[] = [...section.matchAll(/^### (.+)\n[^`]*```(ts|python)\n([\s\S]*?)```/gm)].map(
	([, name = "", language, code = ""]) => ({ name, language: language as Snippet["language"], code }),
);

/** What each snippet is answered, one call after the other. */
const answers: Record<string, readonly Exchanges["json"][]> = {
	"openai, JavaScript": [chatCompletions.json],
	"@anthropic-ai/sdk": [messages.json],
	"@google/genai": [generateContent.json],
	ai: [responses.json, messages.json, generateContent.json],
	"openai, Python": [chatCompletions.json],
	"anthropic, Python": [messages.json],
	"google-genai, Python": [generateContent.json],
};

/** An answer in the format of the path that is asked. */
const byPath: Behaviour = (exchange) => {
	const formats = { "chat/completions": chatCompletions, responses, messages, ":generateContent": generateContent };
	const [, format] = Object.entries(formats).find(([ending]) => exchange.target.split("?")[0]?.endsWith(ending)) ?? [];
	return answering(format?.json.sends[0] ?? "", { status: format === undefined ? 404 : 200 })(exchange);
};

let place: Place | undefined;
let callsBefore = 0;

beforeAll(async () => {
	place = await openPlace(byPath);
}, openingMs);

// There is none when Python is missing, of which the failure before has told.
afterAll(async () => expect((await place?.close()) ?? 0).toBe(0), 60_000);

/** What a program prints. */
async function outputOf(command: string[]): Promise<string> {
	const child = Bun.spawn(command, {
		cwd: join(root, "tests"),
		env: { PATH: process.env.PATH, HOME: process.env.HOME },
		stdin: "ignore",
		stdout: "pipe",
		stderr: "pipe",
	});
	const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
	if ((await child.exited) !== 0) throw new Error(errors);
	return output;
}

test("the guide has a snippet for each official client", () => {
	expect(snippets.map(({ name }) => name)).toEqual(Object.keys(answers));
});

test.each(snippets)(
	"the guide's snippet for $name runs as it stands there, and each call is recorded with its cost",
	async ({ name, language, code }) => {
		if (place === undefined) throw new Error("The server was not started.");
		const { python, server, owner, lensKey } = place;
		const expected = answers[name] ?? [];
		const own = code.replaceAll("http://localhost:5367", server.url).replaceAll("lk_…", lensKey);
		const command = language === "python" ? [python, "-c", own] : [process.execPath, "-e", own];
		expect(await outputOf(command)).toBe(expected.map(({ gets }) => `${gets}\n`).join(""));
		let calls: CallPage["calls"] = [];
		await until(async () => {
			calls = ((await owner.get("/api/v1/calls?limit=200")) as CallPage).calls;
			return calls.length >= callsBefore + expected.length;
		});
		const fresh = calls.slice(0, calls.length - callsBefore).toReversed();
		callsBefore = calls.length;
		expect(fresh.map(({ status, costPicoUsd }) => ({ status, costPicoUsd }))).toEqual(
			expected.map(({ costPicoUsd }) => ({ status: "ok" as const, costPicoUsd })),
		);
	},
	60_000,
);
