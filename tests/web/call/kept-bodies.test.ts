import { expect, test } from "bun:test";
import { explainMissing, explainUnreadable } from "../../../web/src/call/kept-bodies";

const passedThrough = {
	model: null,
	rawUsage: null,
	costLines: [],
	capture: "full",
	status: "ok",
	request: null,
	response: null,
	responseBytes: 42,
	cache: null,
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

test("a body that was too large to be read is not of a path that is not read", () => {
	const refused = {
		...passedThrough,
		costLines: [],
		responseBytes: 0,
		errorType: "body_over_limit",
		firstByteMs: null,
	};
	expect(explainMissing(refused)).toEqual(["The request's body was not kept.", "There was no answer to keep."]);
});

test("an answer from the cache is with the call that it was made for, which is not to say that there was none", () => {
	const request = { text: "{}", truncated: true, bytes: 2_000_000 };
	const answered = { ...passedThrough, model: "gpt-4o", costLines: [], responseBytes: 0, request };
	expect(explainMissing({ ...answered, cache: "hit" })).toEqual([
		"The answer is not kept again: it stands with the call that it was made for.",
		"The request has 1.9 MiB, of which only the first 1 MiB was kept.",
	]);
	expect(explainMissing({ ...answered, cache: "miss" })[0]).toBe("There was no answer to keep.");
});

test("a body that cannot be laid out is named, so that a turn that is missing is not taken for one that was not", () => {
	const kept = { text: "{}", truncated: false, bytes: 2 };
	const both = { request: kept, response: kept };
	const read = { asked: [], answered: [], error: undefined };
	expect(explainUnreadable(both, read)).toBeUndefined();
	expect(explainUnreadable(both, { ...read, answered: undefined })).toContain("stands under Response");
	expect(explainUnreadable(both, { ...read, asked: undefined })).toContain("stands under Request");
	expect(explainUnreadable(both, { ...read, asked: undefined, answered: undefined })).toContain("These bodies");
	expect(explainUnreadable(both, { ...read, answered: undefined, error: "Overloaded" })).toBeUndefined();
	expect(explainUnreadable({ request: kept, response: null }, { ...read, answered: undefined })).toBeUndefined();
});
