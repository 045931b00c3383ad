import { describe, expect, test } from "bun:test";
import { gatewayPrefixes, isForGateway, labelHeaders } from "../../server/src/labels/label-headers";
import { labelBounds, noLabels } from "../../server/src/labels/labels";
import { readLabels } from "../../server/src/labels/read-labels";
import { pickIndex, seededRandom } from "../support/random";

const read = (headers: Record<string, string>) => readLabels(new Headers(headers).toJSON());

const trace = "0af7651916cd43dd8448eb211c80319c";
const span = "b7ad6b7169203331";

describe("a call's labels", () => {
	test("are none when it has none, and cost no object", () => {
		const headers = { host: "localhost", "content-type": "application/json", "x-stainless-lang": "js", cookie: "a=b" };
		expect(read(headers)).toBe(noLabels);
		expect(read({ "x-lensai-key": "lk_x", "x-lensai-capture": "off", "helicone-auth": "Bearer x" })).toBe(noLabels);
	});

	test("are read from our own headers", () => {
		const headers = {
			"X-LensAI-User": " ada ",
			"x-lensai-session": "chat-1",
			"x-lensai-tags": "checkout, beta,,checkout",
			"x-lensai-metadata": '{"plan":"pro","seats":5,"trial":false,"none":null}',
			"x-lensai-environment": "production",
			"x-lensai-call-site": "src/check out.ts:42:7 placeOrder",
			traceparent: `00-${trace}-${span}-01`,
		};
		expect(read(headers)).toEqual({
			user: "ada",
			session: "chat-1",
			tags: ["checkout", "beta"],
			metadata: { plan: "pro", seats: "5", trial: "false" },
			environment: "production",
			callSite: "src/check out.ts:42:7 placeOrder",
			traceId: trace,
			parentSpanId: span,
		});
	});

	// What each gateway's own documentation shows; see the table for its address.
	test.each([
		[
			"Helicone",
			{
				"Helicone-Auth": "Bearer sk-helicone",
				"Helicone-User-Id": "user-1",
				"Helicone-Session-Id": "session-001",
				"Helicone-Session-Path": "/triage",
				"Helicone-Session-Name": "Course Plan",
				"Helicone-Property-Conversation": "support_issue_2",
				"Helicone-Property-Environment": "staging",
				"Helicone-Prompt-Id": "prompt_story",
			},
			{
				user: "user-1",
				session: "session-001",
				environment: "staging",
				metadata: {
					session_name: "Course Plan",
					session_path: "/triage",
					prompt_id: "prompt_story",
					conversation: "support_issue_2",
					environment: "staging",
				},
			},
		],
		[
			"Portkey",
			{
				"x-portkey-api-key": "pk",
				"x-portkey-metadata": '{"_user":"user-123","environment":"prod","feature":"chat-assist"}',
				"x-portkey-trace-id": "my trace",
				"x-portkey-parent-span-id": "span-1",
			},
			{
				user: "user-123",
				environment: "prod",
				traceId: "my trace",
				parentSpanId: "span-1",
				metadata: { _user: "user-123", environment: "prod", feature: "chat-assist" },
			},
		],
		[
			"LiteLLM",
			{
				"x-litellm-customer-id": "customer",
				"x-litellm-end-user-id": "end user",
				"x-litellm-tags": "tag1,tag2,tag3",
				"x-litellm-session-id": "s",
				"x-litellm-trace-id": "t",
				"x-litellm-spend-logs-metadata": '{"user_id": "12345", "request_type": "chat"}',
			},
			{
				user: "customer",
				session: "s",
				traceId: "t",
				tags: ["tag1", "tag2", "tag3"],
				metadata: { user_id: "12345", request_type: "chat" },
			},
		],
		[
			"Bifrost",
			{
				"x-bf-vk": "secret",
				"x-bf-session-id": "s",
				"x-bf-dim-team": "engineering",
				"x-bf-dim-environment": "production",
				"x-bf-prom-team": "old",
				"x-bf-prom-region": "eu",
			},
			{
				session: "s",
				environment: "production",
				metadata: { team: "engineering", environment: "production", region: "eu" },
			},
		],
		[
			"Cloudflare",
			{ "cf-aig-metadata": '{"team": "AI", "user": 12345, "test":true}' },
			{ metadata: { team: "AI", user: "12345", test: "true" } },
		],
	])("are read from %s's headers", (_, headers, expected) => {
		expect(read(headers as unknown as Record<string, string>)).toEqual({ tags: [], ...expected });
	});

	test("are ours where another gateway's header says something else", () => {
		const headers = {
			"helicone-user-id": "other",
			"x-lensai-user": "ours",
			"x-lensai-metadata": '{"team":"ours"}',
			"cf-aig-metadata": '{"team":"other","more":"yes"}',
			traceparent: `00-${trace}-${span}-01`,
			"x-portkey-trace-id": "other",
			"x-lensai-environment": "ours",
			"helicone-property-environment": "other",
		};
		expect(read(headers)).toMatchObject({
			user: "ours",
			environment: "ours",
			traceId: trace,
			metadata: { team: "ours", more: "yes" },
		});
	});

	test("may be called what JavaScript has names for", () => {
		const metadata = '{"__proto__":"x","constructor":"y"}';
		expect(JSON.stringify(read({ "x-lensai-metadata": metadata }).metadata)).toBe(metadata);
	});

	test("may hold text beyond ASCII, as clients send it", () => {
		const headers = { "x-lensai-user": Buffer.from("Zoë ☃").toString("latin1"), "x-lensai-session": "caf\u00e9" };
		expect(readLabels(headers)).toMatchObject({ user: "Zoë ☃", session: "café" });
		expect(read({ "x-lensai-metadata": '{"half":"\\ud83d","\\u0000":"x"}' }).metadata).toEqual({
			half: "\ufffd",
			"\u0000": "x",
		});
	});
});

describe("rubbish in a label is ignored and noted, and nothing else is lost", () => {
	test.each([
		["x-lensai-user", "u".repeat(257), "is longer than 256 characters"],
		["x-lensai-environment", "e".repeat(65), "is longer than 64 characters"],
		["x-lensai-metadata", "plan=pro", "is not a JSON object"],
		["x-lensai-metadata", "[1,2]", "is not a JSON object"],
		["x-lensai-metadata", '{"a":{"b":1}}', "has a value that is no text, number or boolean"],
		["x-lensai-metadata", JSON.stringify({ a: "v".repeat(513) }), "has a value longer than 512 characters"],
		[
			"x-lensai-metadata",
			JSON.stringify({ ["k".repeat(65)]: "v" }),
			"has a key that is empty or longer than 64 characters",
		],
		["helicone-property-a", "v".repeat(513), "has a value longer than 512 characters"],
		["x-lensai-tags", "t".repeat(129), "has a tag longer than 128 characters"],
		["x-lensai-call-site", "somewhere", "is not file:line[:column] [function]"],
		["traceparent", `00-${"0".repeat(32)}-${span}-01`, "is not valid by W3C Trace Context"],
	])("%s: %.30s", (header, value, reason) => {
		const labels = read({ [header]: value, "x-bf-session-id": "kept" });
		expect(labels).toEqual({ session: "kept", tags: [], metadata: {}, ignored: [{ header, reason }] });
	});

	test("too many tags and entries: the first ones stay", () => {
		const tags = Array.from({ length: 40 }, (_, index) => `tag-${index}`);
		const metadata = Object.fromEntries(tags.map((tag) => [tag, "x"]));
		const labels = read({ "x-lensai-tags": `${tags},tag-3`, "x-lensai-metadata": JSON.stringify(metadata) });
		expect(labels.tags).toEqual(tags.slice(0, labelBounds.tags));
		expect(Object.keys(labels.metadata)).toHaveLength(labelBounds.metadataEntries);
		expect(labels.ignored?.map(({ header }) => header)).toEqual(["x-lensai-tags", "x-lensai-metadata"]);
	});

	test("an empty value is as none, and one that is no good leaves the place to the next", () => {
		expect(read({ "x-lensai-user": " ", "helicone-user-id": "next" }).user).toBe("next");
		expect(read({ "x-lensai-user": "u".repeat(300), "helicone-user-id": "next" }).user).toBe("next");
		expect(read({ traceparent: "rubbish", "x-portkey-trace-id": "next" }).traceId).toBe("next");
	});

	test("a key that is called like something else is a key", () => {
		const labels = read({ "x-lensai-metadata": '{"__proto__":"x","constructor":"y"}', "x-bf-dim-tostring": "z" });
		expect(Object.entries(labels.metadata)).toEqual([
			["__proto__", "x"],
			["constructor", "y"],
			["tostring", "z"],
		]);
	});

	test("never throws, whatever the values are", () => {
		const random = seededRandom(11);
		const values = [
			"",
			"{",
			"null",
			'"x"',
			"{}",
			'{"a":1}',
			",,",
			"a,b",
			"00-",
			"\u00ff\u00fe",
			"x".repeat(2000),
			"1:2",
			"a:1",
		];
		for (let round = 0; round < 3000; round++) {
			const headers: Record<string, string> = {};
			for (let count = 0; count < 6; count++) {
				const { name } = labelHeaders[pickIndex(random, labelHeaders.length)] ?? { name: "x" };
				headers[name.endsWith("-") ? `${name}${pickIndex(random, 4)}` : name] =
					values[pickIndex(random, values.length)] ?? "";
			}
			const { tags, metadata, user = "" } = readLabels(headers);
			expect(tags.length + Object.keys(metadata).length).toBeLessThanOrEqual(
				labelBounds.tags + labelBounds.metadataEntries,
			);
			expect(user.length).toBeLessThanOrEqual(labelBounds.id);
		}
	});
});

describe("a header for a gateway", () => {
	test.each(gatewayPrefixes.map((prefix) => [prefix]))("never reaches a provider: %s", (prefix) => {
		expect(isForGateway(`${prefix}anything`)).toBe(true);
		expect(isForGateway(prefix.slice(0, -1))).toBe(false);
	});

	test.each(labelHeaders.map(({ name }) => [name]))("%s is known as one, traceparent alone goes on", (name) => {
		expect(isForGateway(name)).toBe(name !== "traceparent");
	});

	test.each([
		"x-stainless-lang",
		"x-request-id",
		"x-long",
		"cookie",
		"cf-ray",
		"host",
		"helicon",
		"",
		"x",
		"x-goog-api-key",
		"openai-beta",
	])("is not what a provider reads: %s", (name) => expect(isForGateway(name)).toBe(false));
});
