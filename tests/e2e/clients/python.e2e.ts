import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Call, CallDetail, CallPage } from "../../../server/src/traces/model";
import type { Exchange, Exchanges } from "../../contract/contract";
import * as exchanges from "../../contract/exchanges";
import { pausing } from "../../contract/wire-taps";
import { joinChunks } from "../../support/fixtures";
import type { OwnerSession } from "../../support/sign-in";
import { until } from "../../support/until";
import { answering, hanging, streaming, type Upstream } from "../../support/upstream";
import { openingMs, openPlace, type Place, providerKey } from "./place";
import { openPythonClient, type PythonClient, type Said } from "./python-client";

let place: Place | undefined;
let upstream: Upstream;
let owner: OwnerSession;
const seen = new Set<string>();

beforeAll(async () => {
	place = await openPlace(answering("{}"));
	({ upstream, owner } = place);
}, openingMs);

// There is none when Python is missing, of which the failure before has told.
afterAll(async () => expect((await place?.close()) ?? 0).toBe(0), 60_000);

function requirePlace(): Place {
	if (place === undefined) throw new Error("The server was not started.");
	return place;
}

const listed = async (): Promise<Call[]> => ((await owner.get("/api/v1/calls?limit=200")) as CallPage).calls;

/** The one call that the list shows beside those of before. */
async function recorded(): Promise<CallDetail> {
	let fresh: Call[] = [];
	await until(async () => {
		fresh = (await listed()).filter(({ id }) => !seen.has(id));
		return fresh.length > 0;
	});
	for (const { id } of fresh) seen.add(id);
	expect(fresh.length).toBe(1);
	const id = fresh[0]?.id ?? "";
	return (await owner.get(`/api/v1/calls/${id}`)) as CallDetail;
}

interface Library extends Exchanges {
	name: string;
	module: string;
	/** The library's own class for each of the provider's errors, by its status. */
	errorClasses: Record<number, string>;
	timeoutClass: string;
}

const openaiErrors = { 400: "openai.BadRequestError", 401: "openai.AuthenticationError", 429: "openai.RateLimitError" };
const ofOpenai = { errorClasses: openaiErrors, timeoutClass: "openai.APITimeoutError" };

const libraries: Library[] = [
	{ name: "openai, chat completions", module: "openai_chat", ...exchanges.chatCompletions, ...ofOpenai },
	{ name: "openai with asyncio", module: "openai_async", ...exchanges.chatCompletions, ...ofOpenai },
	{ name: "openai, responses", module: "openai_responses", ...exchanges.responses, ...ofOpenai },
	{
		name: "anthropic",
		module: "anthropic_messages",
		...exchanges.messages,
		errorClasses: {
			400: "anthropic.BadRequestError",
			401: "anthropic.AuthenticationError",
			429: "anthropic.RateLimitError",
		},
		timeoutClass: "anthropic.APITimeoutError",
	},
	{
		name: "google-genai",
		module: "google_genai",
		...exchanges.generateContent,
		errorClasses: { 400: "google.ClientError", 401: "google.ClientError", 429: "google.ClientError" },
		timeoutClass: "httpx2.TimeoutException",
	},
];

describe.each(libraries)("$name for Python, through the gateway,", (library) => {
	let client: PythonClient;
	function open(unknownKey?: string): PythonClient {
		const { python, server, lensKey } = requirePlace();
		return openPythonClient({ python, module: library.module, origin: server.url, key: unknownKey ?? lensKey });
	}

	beforeAll(() => {
		client = open();
	});
	afterAll(() => client?.close());

	/** The client got the provider's bytes, the provider got its own key, and the call was recorded with its cost. */
	async function expectKept(said: Said, { sends, getsBytes = sends, gets, costPicoUsd }: Exchange<unknown>) {
		expect(said).toMatchObject({ error: null, result: gets, status: 200 });
		expect(Buffer.from(said.body ?? [])).toEqual(Buffer.from(joinChunks(getsBytes)));
		const call = await recorded();
		expect(call).toMatchObject({ id: said.callId, status: "ok", httpStatus: 200, costState: "priced", costPicoUsd });
		const { head } = upstream.requests.at(-1) ?? {};
		expect(JSON.stringify(head)).toContain(providerKey);
		expect(JSON.stringify(head)).not.toContain(requirePlace().lensKey);
	}

	const behaveAs = ({ sends }: Exchange<unknown>) =>
		upstream.behave(sends.length > 1 ? streaming(sends) : answering(sends[0] ?? ""));

	test("gets a JSON answer", async () => {
		behaveAs(library.json);
		await expectKept(await client.ask(), library.json);
	}, 30_000);

	test("gets a stream", async () => {
		behaveAs(library.stream);
		await expectKept(await client.stream(), library.stream);
	});

	test("uses tools", async () => {
		behaveAs(library.tools);
		await expectKept(await client.useTools(), library.tools);
	});

	test("aborts a stream, which is recorded as left", async () => {
		const { sends, costPicoUsd, gets } = library.stream;
		const pause = pausing(sends, { after: Math.ceil(sends.length / 2) });
		upstream.behave(pause.behaviour);
		const said = await client.stream(3);
		expect(said.error).toBe(null);
		const text = String(said.result);
		expect(text.length).toBeGreaterThan(2);
		expect(text.length).toBeLessThan(gets.length);
		expect(gets.startsWith(text)).toBe(true);
		if (library.whenLeft === "cancel") await upstream.requests.at(-1)?.closed;
		pause.goOn();
		const call = await recorded();
		expect(call).toMatchObject({ id: said.callId, status: "client_closed", httpStatus: 200 });
		if (library.whenLeft === "drain") expect(call).toMatchObject({ costPicoUsd, usageState: "measured" });
		else expect(call.usageState).not.toBe("measured");
	});

	test.each([...library.errors])("knows the provider's error $status as its own class", async ({ status, body }) => {
		upstream.behave(answering(body, { status }));
		const said = await client.ask();
		expect(said.error).toMatchObject({ status });
		expect(said.error?.classes).toContain(library.errorClasses[status] as string);
		expect(Buffer.from(said.body ?? [])).toEqual(Buffer.from(body));
		const call = await recorded();
		expect(call).toMatchObject({ id: said.callId, status: "error", httpStatus: status, costPicoUsd: null });
	});

	test("knows the gateway's own error as its own class", async () => {
		const before = upstream.requests.length;
		const stranger = open("lk_unknown");
		const said = await stranger.ask();
		await stranger.close();
		expect(said.error).toMatchObject({ status: 401 });
		expect(said.error?.classes).toContain(library.errorClasses[401] as string);
		expect(upstream.requests.length).toBe(before);
	}, 30_000);

	test("gives up by its own timeout, which is recorded as left", async () => {
		upstream.behave(hanging);
		const before = upstream.requests.length;
		const said = await client.ask(0.2);
		expect(said.error?.classes).toContain(library.timeoutClass);
		expect(await recorded()).toMatchObject({ status: "client_closed", httpStatus: null, costPicoUsd: null });
		expect(upstream.requests.length).toBe(before + 1);
	});
});

test("every call that reached a provider stands once in the list", async () => {
	const ids = (await listed()).map(({ id }) => id);
	expect(ids.length).toBe(upstream.requests.length);
	expect(new Set(ids)).toEqual(seen);
});
