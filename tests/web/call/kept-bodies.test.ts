import { expect, test } from "bun:test";
import { explainMissing } from "../../../web/src/call/kept-bodies";

const passedThrough = {
	model: null,
	rawUsage: null,
	costLines: [],
	capture: "full",
	status: "ok",
	request: null,
	response: null,
	responseBytes: 42,
} as const;

test("who may not read what was said is told so, and not whether it was kept", () => {
	const call = { ...passedThrough, model: "gpt-4o", costLines: [] };
	const told = explainMissing(call, false);
	expect(told).toEqual(["What was said is withheld: it needs the right payloads.read, which your role does not give."]);
	const kept = { text: "{}", truncated: true, bytes: 2_000_000 };
	expect(explainMissing({ ...call, request: kept, response: kept }, false)).toEqual(told);
	expect(explainMissing({ ...call, capture: "metadata" }, false)).toEqual(
		explainMissing({ ...call, capture: "metadata" }),
	);
});

test("says of a path that passes through that LensAI does not read it, whatever the project keeps", () => {
	const sentence = "LensAI does not read this path yet: it passes through, and its bodies are not kept.";
	expect(explainMissing({ ...passedThrough, costLines: [] })).toEqual([sentence]);
	expect(explainMissing({ ...passedThrough, costLines: [], capture: "metadata" })).toEqual([sentence]);
});
