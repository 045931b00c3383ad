import { describe, expect, test } from "bun:test";
import { openaiResponses } from "../../../server/src/proxy/dialects/openai-responses";
import { responseSettlement } from "../../../server/src/proxy/dialects/openai-settlement";
import { readChunks, readJsonFixture } from "../../support/fixtures";

const id = "resp_68f0a1c2d3e4f5061728394a5b6c7d8e";
const answer = (name: string) => openaiResponses.readResponse(readJsonFixture("openai/responses", name));
const streamed = (name: string) => {
	const reader = openaiResponses.createStreamReader();
	for (const chunk of readChunks("openai/responses", name)) reader.read(chunk);
	return reader.end();
};

describe("the usage of a response", () => {
	test.each([
		["plain", { kind: "settled", responseId: id }],
		["background-queued", { kind: "open", responseId: id }],
		["usage-missing", { kind: "none" }],
		["failed", { kind: "none" }],
		["error-400", { kind: "none" }],
	] as const)("of the answer %s to the call that makes it: %p", (name, settlement) => {
		expect(responseSettlement("makes", answer(name))).toEqual(settlement);
	});

	test.each([
		["plain", { kind: "settled", responseId: id }],
		["broken-off", { kind: "open", responseId: id }],
		["error-mid-stream", { kind: "open", responseId: id }],
		["failed", { kind: "none" }],
	] as const)("of the stream %s: %p", (name, settlement) => {
		expect(responseSettlement("makes", streamed(name))).toEqual(settlement);
	});

	test.each([
		["background-queued", { kind: "none" }],
		["background-completed", { kind: "settles", responseId: id }],
		["cancelled", { kind: "none" }],
	] as const)("asked for later, answered %s: %p", (name, settlement) => {
		expect(responseSettlement("looksUp", answer(name))).toEqual(settlement);
	});

	test("that is told while the provider still works is not the last word", () => {
		const soFar = { responseId: id, isPending: true, usage: { uncachedInput: 5 } } as const;
		expect(responseSettlement("makes", soFar).kind).toBe("open");
		expect(responseSettlement("looksUp", soFar).kind).toBe("none");
	});

	test("of a replayed stream settles the call whose own stream broke off", () => {
		const settlement = responseSettlement("looksUp", streamed("background-completed"));
		expect(settlement).toEqual({ kind: "settles", responseId: id });
	});

	test("of a compaction belongs to that call", () => {
		expect(responseSettlement("makes", answer("compact")).kind).toBe("settled");
	});

	test("is counted once through background, three look-ups and a cancel", () => {
		const open = new Set<string>();
		let counted = 0;
		const steps = [
			["makes", "background-queued"],
			["looksUp", "background-queued"],
			["looksUp", "background-completed"],
			["looksUp", "background-completed"],
			["looksUp", "background-completed"],
		] as const;
		for (const [role, name] of steps) {
			const settlement = responseSettlement(role, answer(name));
			if (settlement.kind === "open") open.add(settlement.responseId);
			if (settlement.kind === "settled") counted++;
			if (settlement.kind === "settles" && open.delete(settlement.responseId)) counted++;
		}
		expect(counted).toBe(1);
	});
});
