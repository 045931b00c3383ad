import { describe, expect, test } from "bun:test";
import { createSecret, hashSecret, isWellFormed, prefixOf } from "../../server/src/keys/secret";

describe("the secret of a lens key", () => {
	test("is well-formed, and another one each time", () => {
		const secrets = Array.from({ length: 200 }, createSecret);
		expect(secrets.every(isWellFormed)).toBe(true);
		expect(new Set(secrets).size).toBe(200);
	});

	test("is told from one with any single character changed, left out or doubled", () => {
		const secret = createSecret();
		for (let at = 0; at < secret.length; at++) {
			const other = secret[at] === "a" ? "b" : "a";
			expect(isWellFormed(secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false);
			expect(isWellFormed(secret.slice(0, at) + secret.slice(at + 1))).toBe(false);
			expect(isWellFormed(secret.slice(0, at) + secret[at] + secret.slice(at))).toBe(false);
		}
	});

	test.each(["", "lk_", "sk-abc", `lk_${"0".repeat(49)}`, "lk_ümlaut"])("is not %p", (text) => {
		expect(isWellFormed(text)).toBe(false);
	});

	test("is stored as HMAC-SHA256 under the pepper", () => {
		// RFC 4231, test case 2.
		const digest = Buffer.from("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "hex");
		expect(hashSecret("Jefe", "what do ya want for nothing?")).toBe(digest.toString("base64url"));
	});

	test("gives away five characters for its prefix", () => {
		expect(prefixOf("lk_3fQ9aXYZ")).toBe("lk_3fQ9a");
	});
});
