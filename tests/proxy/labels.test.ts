import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { chat } from "../support/chat";
import { readJsonFixture } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering(readJsonFixture("openai", "plain")));
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

type Header = [name: string, value: string];

async function labelled(...headers: Header[]) {
	const answer = await ask(gateway.port, chat({}, headers));
	const { span } = await gateway.onlyEntry();
	return { answer, span };
}

describe("a call's labels", () => {
	test("are in its span from the moment it is admitted", async () => {
		const said = {
			user: "ada",
			session: "s-1",
			environment: "production",
			callSite: "src/checkout.ts:42:7 placeOrder",
			tags: ["checkout", "eu"],
			metadata: { order: "17" },
		};
		const { span } = await labelled(
			["x-lensai-user", said.user],
			["x-lensai-session", said.session],
			["x-lensai-environment", said.environment],
			["x-lensai-call-site", said.callSite],
			["x-lensai-tags", "checkout, eu"],
			["x-lensai-metadata", JSON.stringify(said.metadata)],
		);
		expect(span).toMatchObject(said);
		expect(gateway.started).toMatchObject([{ ...said, status: "interrupted" }]);
	});

	test("are absent where nothing was said", async () => {
		const { span } = await labelled();
		for (const name of ["user", "session", "environment", "tags", "metadata", "cache", "routeId"])
			expect(span).not.toHaveProperty(name);
		expect(span.traceId).toBe(span.id);
	});

	test("put it into the trace that traceparent names, which goes on to the provider", async () => {
		const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		const { span } = await labelled(["traceparent", traceparent]);
		expect(span).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331" });
		expect(upstream.requests.at(-1)?.header("traceparent")).toBe(traceparent);
	});

	test("of another gateway are understood, and none of them reaches the provider", async () => {
		const headers: Header[] = [
			["helicone-user-id", "grace"],
			["helicone-auth", "Bearer sk-helicone"],
			["x-portkey-metadata", '{"team":"search"}'],
			["x-litellm-tags", "a,b"],
			["x-bf-vk", "virtual"],
			["cf-aig-metadata", '{"region":"eu"}'],
			["x-lensai-session", "s-2"],
		];
		const { span } = await labelled(...headers);
		expect(span).toMatchObject({ user: "grace", session: "s-2", tags: ["a", "b"] });
		expect(span.metadata).toEqual({ team: "search", region: "eu" });
		for (const [name] of headers) expect(upstream.requests.at(-1)?.header(name)).toBeUndefined();
	});

	test("that cannot be used are told, and refuse nothing", async () => {
		const { answer, span } = await labelled(["x-lensai-metadata", "no JSON"]);
		expect(answer.status).toBe(200);
		expect(answer.header("x-lensai-ignored")).toBe("x-lensai-metadata is not a JSON object");
		expect(span).not.toHaveProperty("metadata");
	});
});

test("every answer says what the gateway itself took", async () => {
	const { answer, span } = await labelled();
	const overheadMs = Number(answer.header("x-lensai-overhead-ms"));
	expect(overheadMs).toBeGreaterThan(0);
	expect(overheadMs).toBeLessThan(span.durationMs ?? 0);
});
