import { describe, expect, test } from "bun:test";
import { anthropic } from "../../server/src/providers/anthropic";
import { bedrock } from "../../server/src/providers/bedrock";
import { bookOf, regionOf } from "../../server/src/providers/books";
import { createProvider } from "../../server/src/providers/create-provider";
import { gemini } from "../../server/src/providers/gemini";
import { openai } from "../../server/src/providers/openai";
import type { ProviderFacts } from "../../server/src/providers/provider";
import { vertex } from "../../server/src/providers/vertex";

const provider = (facts: ProviderFacts) => {
	const [first] = createProvider(facts, { fetch, clock: Date.now });
	if (first === undefined) throw new Error("no door");
	return first;
};

describe("a provider in the price book", () => {
	test("stands under its own name or another's", () => {
		expect([openai, gemini, vertex, bedrock].map((facts) => bookOf(provider(facts)))).toEqual([
			"openai",
			"google",
			"google",
			"aws",
		]);
		expect(bookOf({ id: "my-server", priceBook: undefined })).toBe("my-server");
	});

	test.each([
		[openai, "api.openai.com", undefined],
		[openai, "eu.api.openai.com", "eu"],
		[openai, "localhost:1234", undefined],
		[vertex, "aiplatform.googleapis.com", "global"],
		[vertex, "europe-west1-aiplatform.googleapis.com", "europe-west1"],
		[vertex, "aiplatform.eu.rep.googleapis.com", "eu"],
		[vertex, "127.0.0.1:1", undefined],
		[bedrock, "bedrock-runtime.eu-west-1.amazonaws.com", "eu-west-1"],
		[anthropic, "api.anthropic.com", undefined],
		[openai, undefined, undefined],
	] as [ProviderFacts, string | undefined, string | undefined][])("%p", (facts, host, region) => {
		expect(regionOf(provider(facts), host)).toBe(region);
	});
});
