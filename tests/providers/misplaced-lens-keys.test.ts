import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { createSecret } from "../../server/src/keys/secret";
import { azurePath, basic, geminiPath, type Headers, signature, startDoors, type TestDoors } from "../support/doors";
import { lensKey } from "../support/gateway";

let doors: TestDoors;
beforeAll(async () => {
	doors = await startDoors();
});
afterEach(() => doors.forget());
afterAll(() => doors.close());

describe("a lens key in the wrong place", () => {
	test.each<[string, string, Headers]>([
		["a strange parameter", `/openai/v1/models?token=${lensKey}`, [["authorization", "Bearer sk-own"]]],
		["a parameter's name", `/openai/v1/models?${lensKey}`, [["authorization", "Bearer sk-own"]]],
		["a parameter, twice encoded letters", "/openai/v1/models?a=%6C%6B_known", [["authorization", "Bearer sk-own"]]],
		[
			"another provider's header",
			"/openai/v1/models",
			[
				["x-goog-api-key", lensKey],
				["authorization", "Bearer sk-own"],
			],
		],
		[
			"Basic beside a key elsewhere",
			"/azure/res/openai/v1/responses",
			[
				["api-key", "own"],
				["authorization", basic(`x:${lensKey}`)],
			],
		],
	])("(%s) never reaches the provider", async (_, target, headers) => {
		const { answer, text } = await doors.sent(target, headers);
		expect(answer.status).toBe(200);
		for (const form of [lensKey, "%6C%6B", Buffer.from(`x:${lensKey}`).toString("base64")])
			expect(text).not.toContain(form);
	});

	const whole = createSecret();
	const twice = whole.replace("lk_", "lk%255f");

	test.each<[string, string, string]>([
		["behind a dash", "/openai/v1/models", `-${whole}`],
		["behind a provider's prefix", "/openai/v1/models", `sk-${whole}`],
		["behind an underscore", "/openai/v1/models", `a_${whole}`],
		["behind a digit", "/openai/v1/models", `1${whole}`],
		["between letters", "/openai/v1/models", `x${whole}x`],
		["behind what only looks like one", "/openai/v1/models", `xlk_${"a".repeat(49)}-${whole}`],
		["in a parameter, behind a letter", `/openai/v1/models?a=x${whole}`, ""],
		["in a parameter, encoded twice", `/openai/v1/models?a=${twice}`, ""],
		["in a parameter, beside what is no encoding", `/openai/v1/models?a=%zz-${whole.replace("_", "%5F")}`, ""],
	])("(whole, %s) never reaches the provider", async (_, target, header) => {
		const { answer, text } = await doors.sent(target, [
			["authorization", "Bearer sk-own"],
			["x-probe", header],
		]);
		expect(answer.status).toBe(200);
		expect(text).not.toContain(whole.slice(3));
	});

	test.each([
		["a bearer token", `Bearer sk-${whole}`],
		["a password", basic(`user:x${whole}`)],
	])("inside of %s is refused", async (_, authorization) => {
		const { answer, reached } = await doors.sent("/openai/v1/models", [["authorization", authorization]]);
		expect([answer.status, reached]).toEqual([401, undefined]);
	});

	test("is not what only looks like one inside of a longer word", async () => {
		const token = `Bearer ey-lk_${"a".repeat(49)}.lk`;
		const query = `?a=xlk_${"a".repeat(49)}&b=%25lk&c=%zz`;
		const { text } = await doors.sent(`/openai/v1/models${query}`, [["authorization", token]]);
		expect(text).toContain(token);
		expect(text).toContain(query);
	});

	const wellFormed = `lk_${"a".repeat(49)}`;

	test.each([
		["as it is", `/openai/v1/files/${wellFormed}`],
		["encoded", `/openai/v1/files/lk%5F${"a".repeat(49)}/content`],
		["encoded twice", `/openai/v1/${twice}`],
		["its encoding encoded letter by letter", `/openai/v1/${whole.replace("_", "%25%35%66")}`],
		["beside what is no encoding", `/openai/v1/%zz/${whole.replace("_", "%5f")}`],
		["inside of a longer word", `/openai/v1/files/file-${whole}`],
	])("in the path, %s, is refused and not recorded", async (_, target) => {
		const { answer, reached } = await doors.sent(target, [["authorization", "Bearer sk-own"]]);
		expect([answer.status, reached]).toEqual([401, undefined]);
		expect(doors.gateway.entries).toEqual([]);
	});

	test.each<[string, string, Headers]>([
		["x-api-key", "/anthropic/v1/messages", [["x-api-key", `key=${lensKey}`]]],
		["api-key", azurePath, [["api-key", `"${lensKey}"`]]],
		["the query", `${geminiPath}?key=x,${lensKey}`, []],
		["a signature for another scheme", "/openai/v1/models", [["authorization", signature(lensKey)]]],
	])("in %s, written in another way, gives 401 and goes nowhere", async (_, target, headers) => {
		const { answer, reached } = await doors.sent(target, headers);
		expect([answer.status, reached]).toEqual([401, undefined]);
		expect(Buffer.from(answer.body).toString()).not.toContain(lensKey);
	});

	test("that is unknown is refused from every place", async () => {
		for (const [target, headers] of [
			["/anthropic/v1/messages", [["x-api-key", "lk_unknown"]]],
			[`${geminiPath}?key=lk_unknown`, []],
			["/bedrock/model/m/converse", [["authorization", signature("lk_unknown")]]],
		] as [string, Headers][]) {
			const { answer, reached } = await doors.sent(target, headers);
			expect([answer.status, reached]).toEqual([401, undefined]);
		}
	});
});
