import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { dirname, join } from "node:path";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import type { Provider } from "../../server/src/providers/provider";
import type { Answer, Dialect } from "../../server/src/proxy/dialects/dialect";
import { readStream } from "../support/dialect-answers";
import {
	joinChunks,
	jsonFixtures,
	readChunks,
	readJsonFixture,
	streamFixtures,
	streamPairs,
} from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";
import { askedFolders, folders, placeOf } from "./places";

let upstream: Upstream;
let gateway: TestGateway;
const providers = new Map<string, Provider>();

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const world = { fetch, clock: Date.now };
	const settings = { upstream: new URL(upstream.url).origin };
	const opened = builtInProviders
		.filter(({ id }) => id !== "openai")
		.flatMap((facts) => createProvider(facts, world, settings));
	for (const provider of opened) if (!providers.has(provider.id)) providers.set(provider.id, provider);
	gateway = await startGateway({ upstreamUrl: upstream.url, providers: opened });
	for (const facts of builtInProviders.filter(({ id }) => id === "openai")) {
		const [provider] = createProvider(facts, world);
		if (provider !== undefined) providers.set(provider.id, provider);
	}
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

function dialectAt(target: string): Dialect {
	const id = target.slice(1, target.indexOf("/", 1));
	const provider = providers.get(id);
	const path = target.slice(provider?.door.length ?? 0);
	const dialect = provider?.dialectOf("POST", provider.facts.strip?.(path) ?? path);
	if (dialect === undefined) throw new Error(`${target} is not read`);
	return dialect;
}

/** The call was recorded once, with what the answer says. */
async function expectRecorded({ usage, finishReason, error }: Answer, bytes: number): Promise<void> {
	const { span } = await gateway.onlyEntry();
	expect(span).toMatchObject({
		usage: usage ?? {},
		finishReason: finishReason ?? null,
		errorType: error?.type ?? null,
		status: error === undefined ? "ok" : "error",
		responseBytes: bytes,
	});
}

test("every recorded answer is asked for", () => {
	const files = [...new Bun.Glob("**/*.{json,chunks.txt}").scanSync({ cwd: join(import.meta.dir, "../fixtures") })];
	const recorded = new Set(files.map((file) => dirname(file)));
	// Messages over WebSocket have tests of their own.
	recorded.delete("openai/realtime");
	expect(folders.toSorted()).toEqual([...recorded].toSorted());
});

const headers: [string, string][] = [["content-type", "application/json"]];

describe("a recorded JSON answer", () => {
	const all = folders.flatMap((folder) => jsonFixtures(folder).map((name): [string, string] => [folder, name]));

	test.each(all)("%s/%s reaches the client byte for byte, and its usage is recorded", async (folder, name) => {
		const bytes = readJsonFixture(folder, name);
		const status = Number(/error-(\d+)$/.exec(name)?.[1] ?? 200);
		const { target, body } = placeOf(folder, name, false);
		upstream.behave(answering(bytes, { status }));
		const answer = await ask(gateway.port, { target, headers, body });
		expect(answer.status).toBe(status);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(bytes));
		const read = dialectAt(target).readResponse(bytes, new Headers());
		// A refusal that the dialect cannot name is one all the same.
		const unnamed = status === 200 ? undefined : { type: "provider_error", message: "" };
		await expectRecorded({ ...read, error: read.error ?? unnamed }, bytes.length);
	});
});

describe("a recorded stream", () => {
	const all = folders.flatMap((folder) => streamFixtures(folder).map((name): [string, string] => [folder, name]));

	test.each(all)("%s/%s reaches the client byte for byte, and its usage is recorded", async (folder, name) => {
		const chunks = readChunks(folder, name);
		const { target, body, contentType = "text/event-stream" } = placeOf(folder, name, true);
		upstream.behave(streaming(chunks, { headers: { "content-type": contentType } }));
		const answer = await ask(gateway.port, { target, headers, body });
		const bytes = joinChunks(chunks);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(bytes));
		await expectRecorded(readStream(dialectAt(target), chunks), bytes.length);
	});

	const pairs = askedFolders.flatMap((folder) => streamPairs(folder).map((name): [string, string] => [folder, name]));

	test.each(pairs)("%s/%s reaches a client that did not ask for usage as if nobody had", async (folder, name) => {
		const asked = readChunks(folder, `${name}.asked`);
		const { target } = placeOf(folder, name, true);
		upstream.behave(streaming(asked));
		const answer = await ask(gateway.port, { target, headers, body: '{"model":"m","stream":true}' });
		const bytes = joinChunks(readChunks(folder, `${name}.unasked`));
		expect(Buffer.from(answer.body).toString()).toBe(Buffer.from(bytes).toString());
		await expectRecorded(readStream(dialectAt(target), asked), bytes.length);
	});
});
