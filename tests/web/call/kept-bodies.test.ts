import { expect, test } from "bun:test";
import { explainMissing } from "../../../web/src/call/kept-bodies";

const passedThrough = {
	operation: "embeddings",
	rawUsage: null,
	costLines: [],
	capture: "full",
	status: "ok",
	request: null,
	response: null,
	responseBytes: 42,
} as const;

test("says of a path that passes through that LensAI does not read it, whatever the project keeps", () => {
	const sentence = "LensAI does not read this path yet: it passes through, and its bodies are not kept.";
	expect(explainMissing({ ...passedThrough, costLines: [] })).toEqual([sentence]);
	expect(explainMissing({ ...passedThrough, costLines: [], capture: "metadata" })).toEqual([sentence]);
});
