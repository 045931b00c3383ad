import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import OpenAI from "openai";
import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket";
import { OpenAIRealtimeWS } from "openai/realtime/ws";
import { readFixture } from "../../support/fixtures";
import { lensKey, startGateway, type TestGateway } from "../../support/gateway";
import { type SocketUpstream, startSocketUpstream } from "../../support/socket-upstream";
import { startTlsFront } from "../../support/tls-front";
import { until } from "../../support/until";

const conversation = new TextDecoder().decode(readFixture("openai/realtime", "conversation.events.jsonl")).split("\n");
const [created = "", , , begun = "", delta = "", done = ""] = conversation;
const told = ["session.created", "response.created", "response.output_audio.delta", "response.done"];

let upstream: SocketUpstream;
let gateway: TestGateway;
let front: Awaited<ReturnType<typeof startTlsFront>>;
let client: OpenAI;
const verifies = process.env.NODE_TLS_REJECT_UNAUTHORIZED;

beforeAll(async () => {
	upstream = startSocketUpstream();
	upstream.behave({ greeting: [created], replies: { '{"type":"response.create"}': [begun, delta, done] } });
	gateway = await startGateway({ upstreamUrl: upstream.url, providerKey: "sk-server" });
	// These clients connect over TLS only, so the gateway stands behind a proxy that speaks it.
	front = await startTlsFront(gateway.port);
	process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
	client = new OpenAI({ baseURL: `https://localhost:${front.port}/openai/v1`, apiKey: lensKey });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	if (verifies === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
	else process.env.NODE_TLS_REJECT_UNAUTHORIZED = verifies;
	front.close();
	await gateway.close();
	await upstream.close();
});

test.each([
	["OpenAIRealtimeWebSocket, whose key is a subprotocol", OpenAIRealtimeWebSocket],
	["OpenAIRealtimeWS, whose key is a header", OpenAIRealtimeWS],
])("the openai client's %s talks with nothing changed but its base URL", async (_, Realtime) => {
	const session = new Realtime({ model: "gpt-realtime" }, client);
	const heard: string[] = [];
	const errors: Error[] = [];
	session.on("error", (error) => void errors.push(error));
	session.on("event", ({ type }) => {
		heard.push(type);
		if (type === "session.created") session.send({ type: "response.create" });
	});
	await until(() => heard.includes("response.done") || errors.length > 0);
	expect([heard, errors]).toEqual([told, []]);
	session.close();
	await until(() => gateway.entries.length === 2);
	const [response, own] = gateway.entries.map(({ span }) => span);
	expect(response).toMatchObject({ kind: "llm", keyId: "key-1", model: "gpt-realtime", finishReason: "completed" });
	expect(own).toMatchObject({ kind: "other", status: "ok" });
	expect(upstream.requests.at(-1)?.headers.get("authorization")).toBe("Bearer sk-server");
});
