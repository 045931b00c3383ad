import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
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

	const wellFormed = `lk_${"a".repeat(49)}`;

	test.each([`/openai/v1/files/${wellFormed}`, `/openai/v1/files/lk%5F${"a".repeat(49)}/content`])(
		"in the path (%s) is refused and not recorded",
		async (target) => {
			const { answer, reached } = await doors.sent(target, [["authorization", "Bearer sk-own"]]);
			expect([answer.status, reached]).toEqual([401, undefined]);
			expect(doors.gateway.entries).toEqual([]);
		},
	);

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
