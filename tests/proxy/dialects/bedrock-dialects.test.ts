import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import { bedrockConverse } from "../../../server/src/proxy/dialects/bedrock-converse";
import { bedrockDialect, bedrockInvoke } from "../../../server/src/proxy/dialects/bedrock-invoke";
import { readBedrockPath } from "../../../server/src/proxy/dialects/bedrock-path";
import { readBedrockUsage } from "../../../server/src/proxy/dialects/bedrock-usage";
import { readStream } from "../../support/dialect-answers";
import { encodeMessage } from "../../support/event-messages";

const encode = (text: string) => new TextEncoder().encode(text);
const arn = "arn:aws:bedrock:eu-west-1:123456789012";

describe("a path of Bedrock", () => {
	test.each([
		["model/amazon.nova-pro-v1:0/converse", "amazon.nova-pro-v1:0", "converse"],
		["model/eu.anthropic.claude-x-v1%3A0/invoke", "eu.anthropic.claude-x-v1:0", "invoke"],
		[
			`model/${encodeURIComponent(`${arn}:inference-profile/eu.anthropic.claude-x-v1:0`)}/converse-stream`,
			"eu.anthropic.claude-x-v1:0",
			"converse-stream",
		],
		[
			"model/arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/meta.llama3-v1:0/invoke",
			"meta.llama3-v1:0",
			"invoke",
		],
		[
			`model/${arn}:application-inference-profile/a1b2c3/converse`,
			`${arn}:application-inference-profile/a1b2c3`,
			"converse",
		],
		[`model/${arn}:provisioned-model/a1b2c3/converse`, `${arn}:provisioned-model/a1b2c3`, "converse"],
		["v1/model/x/count-tokens", "x", "count-tokens"],
		["model/%zz/converse", "%zz", "converse"],
	])("%p names %p", (path, model, action) => {
		expect(readBedrockPath(path)).toEqual({ model, action });
	});

	test.each(["", "model", "model/", "model//converse", "models/x/converse", "guardrail/x/apply", "model/x"])(
		"%p names no model",
		(path) => {
			expect(readBedrockPath(path)).toBeUndefined();
			expect(bedrockDialect(path)).toBeUndefined();
		},
	);

	test.each(["model/x/async-invoke", "model/x/toString", "model/x/"])("%p passes unread", (path) => {
		expect(bedrockDialect(path)).toBeUndefined();
	});
});

describe("a request", () => {
	test.each([
		["converse", false],
		["converse-stream", true],
		["invoke", false],
		["invoke-with-response-stream", true],
		["count-tokens", false],
	])("to %s streams: %p", (action, stream) => {
		const request = { body: encode(' {"stream":"no"}'), path: `model/m/${action}`, query: "", contentType: "" };
		expect(bedrockDialect(request.path)?.readRequest(request)).toEqual({ model: "m", stream, asksForUsage: false });
	});

	test("without a JSON object, or to another path, is none", () => {
		const request = { path: "model/m/converse", query: "", contentType: "" };
		expect(bedrockConverse.readRequest({ ...request, body: encode("[]") })).toBeUndefined();
		expect(bedrockConverse.readRequest({ ...request, path: "x", body: encode("{}") })).toBeUndefined();
	});
});

describe("Bedrock's usage", () => {
	test("becomes buckets that add up to its total", () => {
		const raw = {
			inputTokens: 10,
			outputTokens: 20,
			totalTokens: 3130,
			cacheReadInputTokens: 100,
			cacheWriteInputTokens: 3000,
			cacheDetails: [{ ttl: "1h", inputTokens: 2000 }, { ttl: "5m", inputTokens: 1000 }, null, { ttl: "1h" }],
		};
		const usage = readBedrockUsage(raw) ?? {};
		expect(usage).toEqual({ uncachedInput: 10, cacheRead: 100, cacheWrite5m: 1000, cacheWrite1h: 2000, output: 20 });
		expect((inputTokens(usage) ?? 0) + (outputTokens(usage) ?? 0)).toBe(raw.totalTokens);
	});

	test("takes the cache off the input only where the total says that it is among it", () => {
		const counts = { inputTokens: 150, outputTokens: 100, cacheReadInputTokens: 50 };
		expect(readBedrockUsage({ ...counts, totalTokens: 250 })?.uncachedInput).toBe(100);
		expect(readBedrockUsage({ ...counts, totalTokens: 300 })?.uncachedInput).toBe(150);
		expect(readBedrockUsage(counts)?.uncachedInput).toBe(150);
		expect(readBedrockUsage({ ...counts, cacheReadInputTokens: 500, totalTokens: 250 })?.uncachedInput).toBe(150);
	});

	test("leaves out what was not said, and keeps a zero that was", () => {
		expect(readBedrockUsage({ inputTokens: 4, cacheReadInputTokens: null })).toEqual({ uncachedInput: 4 });
		expect(readBedrockUsage({ outputTokens: 0 })).toEqual({ output: 0 });
		expect(readBedrockUsage({ cacheWriteInputTokens: 5, cacheDetails: [{ ttl: "1h", inputTokens: 9 }] })).toEqual({
			cacheWrite5m: 0,
			cacheWrite1h: 5,
		});
	});

	test.each([[undefined], [null], [[]], [{}], [{ inputTokens: -1 }], [{ inputTokens: 1, outputTokens: "2" }]])(
		"is absent when it is %p",
		(raw) => expect(readBedrockUsage(raw)).toBeUndefined(),
	);
});

describe("an error of the gateway's own", () => {
	test.each([
		[400, "ValidationException"],
		[402, "ValidationException"],
		[403, "AccessDeniedException"],
		[404, "ResourceNotFoundException"],
		[429, "ThrottlingException"],
		[502, "InternalServerException"],
		[503, "ServiceUnavailableException"],
	])("with status %p is called %p", (status, type) => {
		expect(JSON.parse(bedrockInvoke.renderError({ status, code: "some_code", message: "Why." }))).toEqual({
			__type: type,
			message: "Why.",
			errorCode: "some_code",
		});
	});
});

describe("the readers", () => {
	test.each([
		"",
		"<html>",
		"[1]",
		'{"usage":',
		'{"usage":5,"results":[],"choices":[{}],"type":5}',
		'{"usage":{"a":1}}',
	])("find no usage in %p and do not throw", (text) => {
		expect(bedrockConverse.readResponse(encode(text)).usage).toBeUndefined();
		expect(bedrockInvoke.readResponse(encode(text)).usage).toBeUndefined();
	});

	test.each(["", "[]", "{}", '{"bytes":5}', '{"bytes":"!!"}', '{"bytes":"eyJ1c2FnZSI6"}', '{"usage":[]}', "{"])(
		"find no usage in the payload %p and do not throw",
		(payload) => {
			for (const type of ["chunk", "metadata", "messageStop"]) {
				const message = encodeMessage({ ":event-type": type, ":message-type": "event" }, payload);
				expect(readStream(bedrockConverse, [message]).usage).toBeUndefined();
				expect(readStream(bedrockInvoke, [message]).usage).toBeUndefined();
			}
		},
	);

	test("name an exception that says nothing", () => {
		const message = encodeMessage({ ":message-type": "exception" }, "x");
		expect(readStream(bedrockConverse, [message]).error).toEqual({ type: "provider_error", message: "" });
		expect(readStream(bedrockInvoke, [encodeMessage({ ":message-type": "error" }, "")]).error).toEqual({
			type: "provider_error",
			message: "",
		});
	});

	test("take a stream's tier from the headers when no event names it", () => {
		const headers = new Headers({ "x-amzn-bedrock-service-tier": "flex" });
		expect(readStream(bedrockInvoke, [], headers)).toEqual({ serviceTier: "flex" });
	});
});
