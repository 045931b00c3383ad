import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { createBodyRoom } from "../../server/src/proxy/body-room";
import { chat } from "../support/chat";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, requestText } from "../support/http-client";
import { until } from "../support/until";
import { answering, type Behaviour, chunkText, startUpstream, type Upstream } from "../support/upstream";

describe("the room for large bodies", () => {
	/** What was admitted so far, in order. */
	function admitting(capacityBytes: number) {
		const room = createBodyRoom(capacityBytes);
		const admitted: string[] = [];
		const give: Record<string, () => void> = {};
		const take = (name: string, bytes: number) =>
			room.take(bytes).then((giveBack) => {
				admitted.push(name);
				give[name] = giveBack;
			});
		return { admitted, give, take };
	}

	test("is given first come, first served, and a small one does not overtake", async () => {
		const { admitted, give, take } = admitting(100);
		await take("a", 60);
		const waiting = [take("b", 60), take("c", 10)];
		await Promise.resolve();
		expect(admitted).toEqual(["a"]);
		give.a?.();
		await Promise.all(waiting);
		expect(admitted).toEqual(["a", "b", "c"]);
	});

	test("is given to a body that is larger than all of it when nothing else is there", async () => {
		const { admitted, give, take } = admitting(100);
		await take("a", 1);
		const large = take("large", 1000);
		give.a?.();
		await large;
		const next = take("next", 1);
		give.large?.();
		await next;
		expect(admitted).toEqual(["a", "large", "next"]);
	});

	test("given back twice counts once", async () => {
		const { admitted, give, take } = admitting(100);
		await take("a", 100);
		give.a?.();
		give.a?.();
		await take("b", 100);
		const c = take("c", 1);
		await Promise.resolve();
		expect(admitted).toEqual(["a", "b"]);
		give.b?.();
		await c;
	});
});

describe("large bodies at the gateway", () => {
	const bytes = 2 * 1024 * 1024;
	const held = 8;
	const pad = "x".repeat(bytes - 200);
	let upstream: Upstream;
	let gateway: TestGateway;
	let release = Promise.withResolvers<void>();

	/** Answers short calls at once, and long ones when it is told to. */
	const waiting: Behaviour = async (exchange) => {
		if ((await exchange.body()).length > bytes / 2) await release.promise;
		await answering("{}")(exchange);
	};

	beforeAll(async () => {
		upstream = await startUpstream(waiting);
		gateway = await startGateway({ upstreamUrl: upstream.url, maxBodyBytes: bytes });
	});
	afterEach(() => {
		release = Promise.withResolvers();
		gateway.forget();
		upstream.requests.length = 0;
	});
	afterAll(async () => {
		await gateway.close();
		upstream.close();
	});

	test.each([
		["declared", chat({ pad })],
		[
			"chunked",
			{
				...chat(),
				headers: [["transfer-encoding", "chunked"]] as [string, string][],
				body: Buffer.concat([chunkText(Buffer.from(String(chat({ pad }).body))), Buffer.from("0\r\n\r\n")]),
			},
		],
	])("that are too many, %s, wait for a provider's answer; small ones do not", async (_, request) => {
		const answers = Array.from({ length: held + 2 }, () => ask(gateway.port, request));
		await until(() => upstream.requests.length === held);
		expect((await ask(gateway.port, chat())).status).toBe(200);
		expect(upstream.requests.length).toBe(held + 1);
		release.resolve();
		expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(held + 2).fill(200));
	});

	test("whose caller leaves while it waits take no room", async () => {
		const answers = Array.from({ length: held }, () => ask(gateway.port, chat({ pad })));
		await until(() => upstream.requests.length === held);
		const leaver = await connect(gateway.port);
		await leaver.send(requestText(chat({ pad })).subarray(0, 5000));
		// What is sent later is answered, so the gateway has seen the leaver.
		await ask(gateway.port, chat());
		leaver.socket.resetAndDestroy();
		const last = ask(gateway.port, chat({ pad }));
		await ask(gateway.port, chat());
		release.resolve();
		expect((await last).status).toBe(200);
		await Promise.all(answers);
		await until(() => gateway.entries.length === held + 4);
		expect(gateway.entries.filter(({ span }) => span.status === "client_closed").length).toBe(1);
	});

	test("are kept to 1 MiB, whatever the provider does", async () => {
		release.resolve();
		await ask(gateway.port, chat({ pad }));
		const { request, span } = await gateway.onlyEntry();
		expect(request).toMatchObject({ truncated: true });
		expect(span.requestBytes).toBe(Buffer.byteLength(String(chat({ pad }).body)));
	});
});
