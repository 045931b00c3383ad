import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { chat, streamedChat, streamedChatWithUsage } from "../support/chat";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, type RawRequest, requestText } from "../support/http-client";
import {
	answering,
	type Behaviour,
	hanging,
	headText,
	startUpstream,
	streaming,
	type Upstream,
} from "../support/upstream";
import { BrokenOff, headerOf, wholeBody } from "../support/wire";

const silenceMs = 150;
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url, silenceMs });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const chunks = readChunks("openai", "plain.asked");
const some = chunks.slice(0, 3);

const resetting: Behaviour = async (exchange) => {
	await exchange.body();
	exchange.reset();
};
const closing: Behaviour = async (exchange) => {
	await exchange.body();
	exchange.close();
};
const talkingNonsense: Behaviour = async (exchange) => {
	await exchange.body();
	await exchange.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
	exchange.close();
};

describe("a provider that fails before its answer", () => {
	test.each([
		["resets the connection", resetting],
		["closes the connection", closing],
		["does not speak HTTP", talkingNonsense],
	])("that %s gives 502 in OpenAI's shape, recorded once", async (_, behaviour) => {
		upstream.behave(behaviour);
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(502);
		expect(answer.header("content-type")).toBe("application/json");
		expect(answer.json()).toEqual({
			error: { message: expect.any(String), type: "server_error", param: null, code: "upstream_failed" },
		});
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			id: answer.header("x-lensai-call-id"),
			status: "error",
			httpStatus: 502,
			errorType: "upstream_failed",
			firstByteMs: null,
			costState: "unpriced",
		});
	});

	test("that cannot be reached gives 502 that does not tell its address", async () => {
		const gone = await startUpstream(answering("{}"));
		gone.close();
		const lonely = await startGateway({ upstreamUrl: gone.url.replace("://", "://user:password@") });
		const answer = await ask(lonely.port, chat());
		expect(answer.status).toBe(502);
		expect(Buffer.from(answer.body).toString()).not.toContain(new URL(gone.url).port);
		expect(Buffer.from(answer.body).toString()).not.toContain("password");
		expect((await lonely.onlyEntry()).span).toMatchObject({ status: "error", errorType: "upstream_failed" });
		await lonely.close();
	});

	test("that stays silent gives 504, and the connection to it is closed", async () => {
		upstream.behave(hanging);
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(504);
		expect(answer.json()).toMatchObject({ error: { type: "server_error", code: "upstream_timeout" } });
		await upstream.requests.at(-1)?.closed;
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", httpStatus: 504 });
	});

	test.each([401, 404, 429, 500, 503])("that refuses with %d is passed on untouched", async (status) => {
		const bytes = readJsonFixture("openai", "error-429");
		upstream.behave(answering(bytes, { status, headers: { "retry-after": "7", "x-should-retry": "false" } }));
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(status);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(bytes));
		expect(answer.header("retry-after")).toBe("7");
		expect(answer.header("x-should-retry")).toBe("false");
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: status, errorType: "insufficient_quota" });
	});

	test.each([600, 777, 999])("with the status %d, which HTTP does not have, gives 502 that says so", async (status) => {
		upstream.behave(answering("{}", { status }));
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(502);
		expect(answer.json()).toMatchObject({
			error: { message: expect.stringContaining(String(status)), type: "server_error", code: "upstream_failed" },
		});
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: 502, errorType: "upstream_failed" });
		expect(gateway.faults).toEqual([]);
	});

	test("with an error that is not JSON is passed on untouched", async () => {
		const page = "<html>502 Bad Gateway</html>";
		upstream.behave(answering(page, { status: 502, headers: { "content-type": "text/html" } }));
		const answer = await ask(gateway.port, chat());
		expect([answer.status, answer.header("content-type")]).toEqual([502, "text/html"]);
		expect(Buffer.from(answer.body).toString()).toBe(page);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "provider_error" });
	});
});

describe("a provider that fails in the middle of its answer", () => {
	const asks = [
		["asked for usage itself", streamedChatWithUsage()],
		["did not ask for usage", streamedChat()],
	] as const;
	const ways = ["close", "reset"] as const;
	const cases = asks.flatMap(([who, request]) => ways.map((way) => [way, who, request] as const));

	/** A reset throws away what its receiver has not read yet, so the provider waits until the caller saw a piece. */
	async function seeItBreak(request: RawRequest, behave: (seen: Promise<void>) => Behaviour) {
		const seen = Promise.withResolvers<void>();
		upstream.behave(behave(seen.promise));
		const wire = await connect(gateway.port);
		await wire.send(requestText(request));
		const head = await wire.head();
		if (head === undefined) throw new Error("There was no answer.");
		const pieces = wire.body(head);
		await pieces.next();
		seen.resolve();
		await expect(wholeBody(pieces)).rejects.toBeInstanceOf(BrokenOff);
		return head;
	}

	test.each(cases)("by a %s breaks off the connection of a caller that %s", async (way, _, request) => {
		const head = await seeItBreak(request, (seen) => streaming(some, { ending: way, beforeEnding: seen }));
		expect(head.firstLine).toContain("200");
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			id: headerOf(head, "x-lensai-call-id"),
			status: "error",
			httpStatus: 200,
			errorType: "upstream_broke_off",
			responseModel: "gpt-4o-2024-08-06",
		});
	});

	test("by silence is cut, and the connection to it is closed", async () => {
		await seeItBreak(streamedChat(), () => streaming(some, { ending: "hang" }));
		await upstream.requests.at(-1)?.closed;
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: 200, errorType: "upstream_broke_off" });
		expect(span.errorMessage).toContain(`silent for ${silenceMs} ms`);
	});

	test("that is slow but never silent is not cut", async () => {
		upstream.behave(streaming(chunks, { gapMs: silenceMs / 3 }));
		const answer = await ask(gateway.port, streamedChat());
		expect(answer.brokenOff).toBe(false);
		const { span } = await gateway.onlyEntry();
		expect(span.status).toBe("ok");
		expect(span.durationMs).toBeGreaterThan(silenceMs);
	});

	const body = readJsonFixture("openai", "plain").subarray(0, 150);
	const declaring = (length: number, beforeTheEnd: Promise<void>): Behaviour => {
		return async (exchange) => {
			await exchange.body();
			await exchange.send(headText(200, { "content-type": "application/json", "content-length": `${length}` }));
			await exchange.send(body);
			await beforeTheEnd;
			exchange.close();
		};
	};

	test("of a short answer, which is sent in one piece, gives 502", async () => {
		upstream.behave(declaring(200, Promise.resolve()));
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(502);
		expect(answer.json()).toMatchObject({ error: { code: "upstream_failed" } });
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: 502, errorType: "upstream_broke_off" });
		expect(span.errorMessage).toContain("connection to the provider failed");
	});

	test("of a long answer breaks off the caller's connection", async () => {
		await seeItBreak(chat(), (seen) => declaring(100_000, seen));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "upstream_broke_off" });
	});
});
