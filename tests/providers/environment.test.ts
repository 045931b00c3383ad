import { expect, test } from "bun:test";
import { readConfig } from "../../server/src/config";
import { openProviders } from "../../server/src/providers/environment";

/** What a server with this environment would make of its providers. */
function opened(env: Record<string, string>) {
	const faults: string[] = [];
	const providers = openProviders(readConfig(env).providers, { fetch, clock: Date.now }, (variable, fault) =>
		faults.push(`${variable}: ${fault}`),
	);
	const keys = Object.fromEntries(providers.flatMap(({ id, key }) => (key === undefined ? [] : [[id, key]])));
	return { faults, keys, providers };
}

test("keys are read from the variables that the providers' own clients use", () => {
	const { keys, faults } = opened({
		OPENAI_API_KEY: "sk-1",
		GOOGLE_API_KEY: "later",
		GEMINI_API_KEY: "first",
		COHERE_API_KEY: "co",
		AWS_ACCESS_KEY_ID: "AKID",
		AWS_SECRET_ACCESS_KEY: "aws-secret",
		AZURE_OPENAI_API_KEY: "az",
		AZURE_OPENAI_ENDPOINT: "https://my-res.openai.azure.com/",
	});
	expect(faults).toEqual([]);
	expect(keys).toEqual({
		openai: { secret: "sk-1" },
		gemini: { secret: "first" },
		cohere: { secret: "co" },
		bedrock: { secret: '{"accessKeyId":"AKID","secretAccessKey":"aws-secret"}' },
		azure: {
			secret: "az",
			hosts: ["my-res.openai.azure.com", "my-res.openai.azure.com", "my-res.services.ai.azure.com"],
		},
	});
});

test("a key that cannot be one is told, without a word of it, and keeps no server from starting", () => {
	const { keys, faults } = opened({
		MISTRAL_API_KEY: "two words hunter2",
		GOOGLE_APPLICATION_CREDENTIALS: "/no/such/file.json",
		AZURE_OPENAI_API_KEY: "an Azure key without its resource",
	});
	expect(keys).toEqual({});
	expect(faults).toEqual([
		"GOOGLE_APPLICATION_CREDENTIALS: It names a file that cannot be read (ENOENT): /no/such/file.json",
		expect.stringMatching(/^MISTRAL_API_KEY: /),
	]);
	expect(faults.join()).not.toContain("hunter2");
});

test("LENSAI_UPSTREAM_<PROVIDER> takes every path of that provider, and binds its keys to that host", () => {
	const { providers } = opened({
		LENSAI_UPSTREAM_BEDROCK: "http://127.0.0.1:9/",
		LENSAI_UPSTREAM_OPENAI: "http://127.0.0.1:9/v1",
	});
	const bedrock = providers.find(({ id }) => id === "bedrock");
	expect(bedrock?.locate("eu-west-1/model/m/converse", new Headers())).toEqual({
		baseUrl: "http://127.0.0.1:9",
		host: "127.0.0.1:9",
		path: "model/m/converse",
	});
	expect(bedrock?.hosts).toEqual(["127.0.0.1:9"]);
	expect(
		providers.filter(({ id }) => id === "openai").map(({ locate }) => locate("models", new Headers()).baseUrl),
	).toEqual(Array.from({ length: 7 }, () => "http://127.0.0.1:9/v1"));
});
