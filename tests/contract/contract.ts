import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import type { Usage } from "../../server/src/pricing/usage";
import { anthropic } from "../../server/src/providers/anthropic";
import { createProvider } from "../../server/src/providers/create-provider";
import { gemini } from "../../server/src/providers/gemini";
import { joinChunks } from "../support/fixtures";
import { lensKey, startGateway, type TestGateway } from "../support/gateway";
import { until } from "../support/until";
import { answering, hanging, startUpstream, streaming, type Upstream } from "../support/upstream";
import { pausing, recordingFetch } from "./wire-taps";

/** What a client library is given: where the gateway is, and a lens key in the place of its provider's. */
export interface Setting {
	/** The gateway's origin. */
	origin: string;
	apiKey: string;
	fetch: typeof fetch;
}

export interface Asking {
	signal?: AbortSignal;
	timeoutMs?: number;
}

export interface ToolUse {
	name: string;
	input: unknown;
}

/** A client library, as an application uses it. Without retries of its own. */
export interface Client {
	/** One question, the whole answer. */
	ask(asking?: Asking): Promise<string>;
	/** The same piece by piece. */
	stream(asking?: Asking): AsyncIterable<string>;
	useTools(): Promise<ToolUse[]>;
}

interface Recorded {
	usage: Usage;
	/** Decimal string of integer pico-USD. */
	costPicoUsd: string;
}

/** What the provider says, and what the client has to make of it. */
export interface Exchange<Result> extends Recorded {
	/** One piece: a JSON answer; several: a stream. */
	sends: readonly Uint8Array[];
	/** What the client is sent, where that is other than what the provider sends. */
	getsBytes?: readonly Uint8Array[];
	gets: Result;
}

/** What is said to a client of one API, in the five ways that a provider can answer or be left. */
export interface Exchanges {
	json: Exchange<string>;
	stream: Exchange<string>;
	tools: Exchange<ToolUse[]>;
	errors: readonly { status: number; body: Uint8Array }[];
	/** What the provider does when its client leaves. */
	whenLeft: "cancel" | "drain";
}

export interface Contract extends Exchanges {
	/** The library and its API. */
	name: string;
	create(setting: Setting): Client;
	/** The status of an error that the library throws. */
	statusOf(error: unknown): number | undefined;
}

/** The six things that a client library must be able to do through the gateway with nothing changed but its base URL and key. */
export function describeContract(contract: Contract): void {
	describe(`${contract.name}, through the gateway,`, () => {
		let upstream: Upstream;
		let gateway: TestGateway;
		let client: Client;
		const tap = recordingFetch();

		beforeAll(async () => {
			upstream = await startUpstream(answering("{}"));
			const settings = { upstream: new URL(upstream.url).origin, key: { secret: "provider-key" } };
			const world = { fetch, clock: Date.now };
			gateway = await startGateway({
				upstreamUrl: upstream.url,
				silenceMs: 500,
				providerKey: settings.key.secret,
				providers: [anthropic, gemini].flatMap((facts) => createProvider(facts, world, settings)),
			});
			client = contract.create(setting());
		});
		afterEach(() => gateway.forget());
		afterAll(async () => {
			await gateway.close();
			upstream.close();
		});

		const setting = (apiKey = lensKey) => ({
			origin: `http://127.0.0.1:${gateway.port}`,
			apiKey,
			fetch: tap.fetch,
		});
		const behaveAs = ({ sends }: Exchange<unknown>) =>
			upstream.behave(sends.length > 1 ? streaming(sends) : answering(sends[0] ?? ""));
		const recorded = async (): Promise<Span> => (await gateway.onlyEntry()).span;

		/** The client got the provider's bytes, the provider got its key, and the call was recorded with its cost. */
		async function expectKept({ sends, getsBytes = sends, usage, costPicoUsd }: Exchange<unknown>): Promise<void> {
			expect(Buffer.from(tap.lastBody())).toEqual(Buffer.from(joinChunks(getsBytes)));
			expect(await recorded()).toMatchObject({ status: "ok", keyId: "key-1", usage, costState: "priced", costPicoUsd });
			const { head } = upstream.requests.at(-1) ?? {};
			expect(JSON.stringify(head)).toContain("provider-key");
			expect(JSON.stringify(head)).not.toContain(lensKey);
		}

		test("gets a JSON answer", async () => {
			behaveAs(contract.json);
			expect(await client.ask()).toBe(contract.json.gets);
			await expectKept(contract.json);
		});

		test("gets a stream", async () => {
			behaveAs(contract.stream);
			expect((await Array.fromAsync(client.stream())).join("")).toBe(contract.stream.gets);
			await expectKept(contract.stream);
		});

		test("uses tools", async () => {
			behaveAs(contract.tools);
			expect(await client.useTools()).toEqual(contract.tools.gets);
			await expectKept(contract.tools);
		});

		test("aborts a stream, which is recorded as left", async () => {
			const { sends, usage, costPicoUsd } = contract.stream;
			const pause = pausing(sends, { after: Math.ceil(sends.length / 2) });
			upstream.behave(pause.behaviour);
			const controller = new AbortController();
			let text = "";
			try {
				for await (const piece of client.stream({ signal: controller.signal })) {
					text += piece;
					if (text.length > 2) controller.abort();
				}
			} catch {
				// Some libraries end the stream, others throw.
			}
			expect(contract.stream.gets.startsWith(text)).toBe(true);
			if (contract.whenLeft === "cancel") await upstream.requests.at(-1)?.closed;
			else await until(() => gateway.pendingRequests() === 0);
			pause.goOn();
			const span = await recorded();
			expect(span).toMatchObject({ status: "client_closed", httpStatus: 200 });
			if (contract.whenLeft === "drain") expect(span).toMatchObject({ usage, costPicoUsd, usageState: "measured" });
			else expect(span.usageState).not.toBe("measured");
		});

		test.each([...contract.errors])("knows the provider's error $status", async ({ status, body }) => {
			upstream.behave(answering(body, { status }));
			expect(await client.ask().then(String, contract.statusOf)).toBe(status);
			expect(Buffer.from(tap.lastBody())).toEqual(Buffer.from(body));
			expect(await recorded()).toMatchObject({ status: "error", httpStatus: status, costState: "unpriced" });
		});

		test("knows the gateway's own error", async () => {
			const before = upstream.requests.length;
			const stranger = contract.create(setting("lk_unknown"));
			expect(await stranger.ask().then(String, contract.statusOf)).toBe(401);
			expect(upstream.requests.length).toBe(before);
		});

		test("gives up by its own timeout, which is recorded as left", async () => {
			upstream.behave(hanging);
			const before = upstream.requests.length;
			await expect(client.ask({ timeoutMs: 150 })).rejects.toThrow();
			await until(() => gateway.entries.length === 1);
			expect(await recorded()).toMatchObject({ status: "client_closed", httpStatus: null, costPicoUsd: null });
			expect(upstream.requests.length).toBe(before + 1);
		});
	});
}
