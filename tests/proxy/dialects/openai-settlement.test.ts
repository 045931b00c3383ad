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
const retrieve = `responses/${id}`;

describe("the usage of a response", () => {
	test.each([
		["plain", { kind: "settled", responseId: id }],
		["background-queued", { kind: "open", responseId: id }],
		["usage-missing", { kind: "none" }],
		["failed", { kind: "none" }],
		["error-400", { kind: "none" }],
	] as const)("of the answer %s to the call that makes it: %p", (name, settlement) => {
		expect(responseSettlement("POST", "responses", answer(name))).toEqual(settlement);
	});

	test.each([
		["plain", { kind: "settled", responseId: id }],
		["broken-off", { kind: "open", responseId: id }],
		["error-mid-stream", { kind: "open", responseId: id }],
		["failed", { kind: "none" }],
	] as const)("of the stream %s: %p", (name, settlement) => {
		expect(responseSettlement("POST", "responses", streamed(name))).toEqual(settlement);
	});

	test.each([
		["GET", retrieve, "background-queued", { kind: "none" }],
		["GET", retrieve, "background-completed", { kind: "settles", responseId: id }],
		["POST", `${retrieve}/cancel`, "cancelled", { kind: "none" }],
		["POST", `${retrieve}/cancel`, "background-completed", { kind: "settles", responseId: id }],
	] as const)("asked for later by %s %s, answered %s: %p", (method, path, name, settlement) => {
		expect(responseSettlement(method, path, answer(name))).toEqual(settlement);
	});

	test("that is told while the provider still works is not the last word", () => {
		const soFar = { responseId: id, isPending: true, usage: { uncachedInput: 5 } } as const;
		expect(responseSettlement("POST", "responses", soFar).kind).toBe("open");
		expect(responseSettlement("GET", retrieve, soFar).kind).toBe("none");
	});

	test("of a replayed stream settles the call whose own stream broke off", () => {
		const settlement = responseSettlement("GET", retrieve, streamed("background-completed"));
		expect(settlement).toEqual({ kind: "settles", responseId: id });
	});

	test("of a compaction belongs to that call", () => {
		expect(responseSettlement("POST", "responses/compact", answer("compact")).kind).toBe("settled");
	});

	test("is counted once through background, three look-ups and a cancel", () => {
		const open = new Set<string>();
		let counted = 0;
		const steps = [
			["POST", "responses", "background-queued"],
			["GET", retrieve, "background-queued"],
			["GET", retrieve, "background-completed"],
			["GET", retrieve, "background-completed"],
			["POST", `${retrieve}/cancel`, "background-completed"],
		] as const;
		for (const [method, path, name] of steps) {
			const settlement = responseSettlement(method, path, answer(name));
			if (settlement.kind === "open") open.add(settlement.responseId);
			if (settlement.kind === "settled") counted++;
			if (settlement.kind === "settles" && open.delete(settlement.responseId)) counted++;
		}
		expect(counted).toBe(1);
	});
});
