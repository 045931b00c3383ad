import { afterAll, beforeAll, expect, test } from "bun:test";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { joinChunks, readChunks } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { until } from "../support/until";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";
import { placeOf } from "./places";
import { cuttingFetch } from "./wire-taps";

let upstream: Upstream;
let gateway: TestGateway;
const cutting = cuttingFetch();

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const { fetch } = cutting;
	const world = { fetch, clock: Date.now };
	const settings = { upstream: new URL(upstream.url).origin };
	const providers = builtInProviders
		.filter(({ id }) => id !== "openai")
		.flatMap((facts) => createProvider(facts, world, settings));
	gateway = await startGateway({ upstreamUrl: upstream.url, fetch, providers });
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

/** How many calls are under way at once. */
const atOnce = 16;

/** What the provider sends, and what the client gets, which is less where it did not ask for usage. */
const all: [folder: string, sent: string, got?: string][] = [
	["openai", "crlf-and-comments.asked", "crlf-and-comments.unasked"],
	["openai", "broken-off.asked", "broken-off.unasked"],
	["openai", "unicode-split.asked", "unicode-split.unasked"],
	["openai", "parallel-tool-calls.asked", "parallel-tool-calls.unasked"],
	["openai/responses", "plain"],
	["openai/completions", "plain.asked", "plain.unasked"],
	["together", "plain.asked", "plain.unasked"],
	["openai/audio", "transcription"],
	["anthropic", "crlf"],
	["anthropic", "tools"],
	["anthropic", "error-mid-stream"],
	["gemini", "unicode.events"],
	["gemini", "unicode.array"],
	["bedrock", "invoke-mistral"],
	["bedrock", "converse-error"],
	["cohere", "unicode-split"],
	["vertex", "claude"],
];

const streams = all.map(([folder, sent, got = sent]) => [folder, sent, got] as const);

test.each(streams)(
	"%s/%s reaches the client byte for byte when it is cut in two at any byte",
	async (folder, sent, got) => {
		const whole = joinChunks(readChunks(folder, sent));
		const expected = Buffer.from(joinChunks(readChunks(folder, got)));
		const { target, body, contentType = "text/event-stream" } = placeOf(folder, sent, true);
		upstream.behave(streaming([whole], { headers: { "content-type": contentType } }));
		const readBefore = cutting.piecesRead();
		const url = `http://127.0.0.1:${gateway.port}${target}`;
		const asked = got === sent ? body : '{"model":"m","stream":true}';
		const offsets = Array.from(whole.keys()).slice(1).values();
		const run = async () => {
			for (const at of offsets) {
				const answer = await fetch(url, { method: "POST", headers: { "x-cut": String(at) }, body: asked });
				if (!expected.equals(await answer.bytes())) throw new Error(`other bytes when cut at ${at}`);
			}
		};
		await Promise.all(Array.from({ length: atOnce }, run));
		await until(() => gateway.entries.length === whole.length - 1);
		expect(cutting.piecesRead() - readBefore).toBe(2 * (whole.length - 1));
		const usages = new Set(gateway.entries.map(({ span }) => JSON.stringify([span.usage, span.finishReason])));
		expect(usages.size).toBe(1);
		gateway.forget();
	},
	30_000,
);
