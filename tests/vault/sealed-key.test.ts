import { describe, expect, test } from "bun:test";
import { DomainError } from "../../server/src/errors";
import { importKey, SealBroken, seal, unseal } from "../../server/src/vault/cipher";
import { isKek } from "../../server/src/vault/kek";
import { openKey, sealKey } from "../../server/src/vault/sealed-key";

const key = await importKey(new Uint8Array(32).fill(7));
const other = await importKey(new Uint8Array(32).fill(8));
const bytes = new TextEncoder().encode("a secret 👋");

describe("what was sealed", () => {
	test("opens with the same key for the same place, and never reads the same", async () => {
		const [one, two] = await Promise.all([seal(key, "here", bytes), seal(key, "here", bytes)]);
		expect(one).not.toBe(two);
		expect(one).not.toContain("secret");
		expect(await unseal(key, "here", one)).toEqual(bytes);
	});

	test("opens in no other place, with no other key, and not when a letter was changed", async () => {
		const sealed = await seal(key, "here", bytes);
		const changed = sealed.slice(0, -2) + (sealed.endsWith("A") ? "BB" : "AA");
		for (const open of [
			() => unseal(key, "there", sealed),
			() => unseal(other, "here", sealed),
			() => unseal(key, "here", changed),
			() => unseal(key, "here", `v2${sealed.slice(2)}`),
			() => unseal(key, "here", "v1"),
			() => unseal(key, "here", ""),
		]) {
			expect(await open().catch((error) => error)).toBeInstanceOf(SealBroken);
		}
	});
});

const placement = {
	id: "row-1",
	organizationId: "org-1",
	provider: "openai",
	hosts: ["api.openai.com", "*.api.openai.com"],
};
const sealed = await sealKey(key, placement, "sk-secret");

describe("a provider key", () => {
	const open = (changes: object, host = "api.openai.com") => openKey(key, { ...placement, sealed, ...changes }, host);
	const failure = (changes: object, host?: string) => open(changes, host).catch((error) => error);

	test("opens for its provider's hosts", async () => {
		expect(await open({})).toEqual({ secret: "sk-secret" });
		expect(await open({}, "eu.api.openai.com")).toEqual({ secret: "sk-secret" });
		expect(await open({ hosts: ["*.api.openai.com", "api.openai.com"] })).toEqual({ secret: "sk-secret" });
	});

	test.each(["evil.example", "api.openai.com:8443", "api.openai.com.evil.example", "127.0.0.1", ""])(
		"does not open for the host %p",
		async (host) => {
			const error = await failure({}, host);
			expect(error).toBeInstanceOf(DomainError);
			expect([error.code, error.status]).toEqual(["provider_key_unusable", 503]);
		},
	);

	test.each([
		["another row", { id: "row-2" }],
		["another organization", { organizationId: "org-2" }],
		["another provider", { provider: "groq" }],
		["one more host", { hosts: [...placement.hosts, "evil.example"] }],
		["fewer hosts", { hosts: ["api.openai.com"] }],
	])("copied to %s does not open", async (_, changes) => {
		const error = await failure(changes);
		expect(error.code).toBe("provider_key_unusable");
		expect(error.message).not.toContain("sk-");
	});
});

describe("a key-encryption key", () => {
	test.each([
		["32 bytes", Buffer.alloc(32, 1).toString("base64"), true],
		["without padding", Buffer.alloc(32, 1).toString("base64url"), true],
		["31 bytes", Buffer.alloc(31, 1).toString("base64"), false],
		["a passphrase", "correct horse battery staple correct horse b", false],
		["a key in AWS KMS", "aws-kms:arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000", true],
		["an alias", "aws-kms:arn:aws-us-gov:kms:us-gov-west-1:123456789012:alias/lens", true],
		["another service", "aws-kms:arn:aws:s3:::bucket", false],
		["another host in the region", "aws-kms:arn:aws:kms:evil.example/:123456789012:key/0", false],
	])("can be %s: %p", (_, text, can) => {
		expect(isKek(text)).toBe(can);
	});
});
