import { expect, test } from "bun:test";
import { chipsOf, valuesAmong, withLabel } from "../../../web/src/calls/label-filters";
import { sampleCall } from "./sample-call";

test.each([
	["plan", { metadataKey: "plan", metadataValue: undefined }],
	["plan=pro", { metadataKey: "plan", metadataValue: "pro" }],
	["plan = pro", { metadataKey: "plan", metadataValue: "pro" }],
	["query=a=b", { metadataKey: "query", metadataValue: "a=b" }],
	["plan=", { metadataKey: "plan", metadataValue: undefined }],
	["=pro", { metadataKey: undefined, metadataValue: undefined }],
])("metadata typed as %p asks for %p", (typed, change) => {
	expect(withLabel("metadata", typed)).toEqual(change);
});

test("each filter that is set is an entry, which takes away itself and nothing else", () => {
	const filter = { user: "ada", metadataKey: "plan", metadataValue: "pro", provider: "openai", model: "gpt-4o" };
	const chips = chipsOf(filter);
	expect(chips.map(({ label, value }) => [label, value])).toEqual([
		["User", "ada"],
		["Metadata", "plan=pro"],
		["Provider", "openai"],
	]);
	expect({ ...filter, ...chips[1]?.cleared }).toEqual({
		user: "ada",
		metadataKey: undefined,
		metadataValue: undefined,
		provider: "openai",
		model: "gpt-4o",
	} as never);
	expect(chipsOf({ metadataKey: "plan" }).map(({ value }) => value)).toEqual(["plan"]);
});

test("offers the labels of the calls that are listed, each once", () => {
	const calls = [
		sampleCall(1, { user: "bob", tags: ["eu", "beta"] }),
		sampleCall(2, { user: "ada", tags: ["beta"] }),
		sampleCall(3),
	];
	expect(valuesAmong(calls, "user")).toEqual(["ada", "bob"]);
	expect(valuesAmong(calls, "tag")).toEqual(["beta", "eu"]);
	expect(valuesAmong(calls, "metadata")).toEqual([]);
});
