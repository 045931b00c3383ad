import { expect, test } from "bun:test";
import { DomainError } from "../../server/src/errors";
import { checkRoute, type ProviderDirectory } from "../../server/src/targets/check-route";
import { defaultPolicy, type RouteContent } from "../../server/src/targets/model";

const ownKey = crypto.randomUUID();
const known = ["us-east-1", "eu-west-1"];
const regionsOfBedrock = { known, isRegion: (text: string) => known.includes(text) };
const providers: ProviderDirectory = {
	ids: () => ["openai", "bedrock"],
	regions: (_, provider) => (provider === "bedrock" ? regionsOfBedrock : undefined),
	hasKey: async (organizationId, provider, id) => organizationId === "org-1" && provider === "openai" && id === ownKey,
};
const target = { provider: "openai" };
const check = (content: Partial<RouteContent>, organizationId = "org-1") =>
	checkRoute({ name: "r", targets: [target], ...content }, { organizationId, providers });

test("a route that says little gets the defaults", async () => {
	expect(await check({ retries: { count: 3 } })).toEqual({
		...defaultPolicy,
		targets: [target],
		retries: { ...defaultPolicy.retries, count: 3 },
	});
});

test("a key of the organization's own is taken, for its provider only", async () => {
	const keyed = { targets: [{ ...target, providerKeyId: ownKey }] };
	expect((await check(keyed)).targets).toEqual(keyed.targets);
	await expect(check(keyed, "org-2")).rejects.toThrow("targets[0].providerKeyId: there is no such key for openai.");
	const elsewhere = { targets: [{ provider: "bedrock", providerKeyId: ownKey }] };
	await expect(check(elsewhere)).rejects.toThrow("targets[0].providerKeyId: there is no such key for bedrock.");
});

test.each<[string, Partial<RouteContent>, string | RegExp]>([
	[
		"provider",
		{ targets: [target, { provider: "opnai" }] },
		"targets[1].provider: there is no provider opnai; there is openai, bedrock.",
	],
	[
		"region",
		{ targets: [{ provider: "bedrock", region: "mars" }] },
		"targets[0].region: bedrock has no region mars; it has us-east-1, eu-west-1.",
	],
	["no region", { targets: [{ ...target, region: "eu" }] }, "targets[0].region: openai has no regions."],
	[
		"key",
		{ targets: [{ ...target, providerKeyId: crypto.randomUUID() }] },
		"targets[0].providerKeyId: there is no such key for openai.",
	],
	[
		"twins",
		{ targets: [target, { ...target, weight: 2 }] },
		"targets[1]: the same as targets[0]; use retries to try one again.",
	],
	["weights", { targets: [{ ...target, weight: 0 }] }, "targets: all have weight 0, so no call could be sent."],
	[
		"times",
		{ timeouts: { firstByteMs: 100, totalMs: 50 } },
		"timeouts.connectMs: longer than timeouts.firstByteMs.\ntimeouts.firstByteMs: longer than timeouts.totalMs.",
	],
	["waits", { retries: { baseMs: 5000 } }, "retries.baseMs: longer than retries.maxWaitMs."],
	["several at once", { targets: [{ provider: "x" }, { provider: "y" }] }, /^targets\[0\].*\ntargets\[1\]/],
])("what is wrong is said, and where: %s", async (_, content, expected) => {
	const failure = await check(content).catch((error) => error);
	expect(failure).toBeInstanceOf(DomainError);
	expect(failure.code).toBe("invalid_route");
	if (expected instanceof RegExp) expect(failure.message).toMatch(expected);
	else expect(failure.message).toBe(expected);
});
