import { expect, test } from "bun:test";
import { keyStore } from "../../extension/src/connection/key-store";
import { secretsInMemory } from "./secrets";

test("a key is only found for the server it was entered for", async () => {
	const keys = keyStore(secretsInMemory());
	await keys.save("https://lens.example.com", "lk_1");
	expect(await keys.read("https://lens.example.com")).toBe("lk_1");
	for (const other of [
		"http://lens.example.com",
		"https://lens.example.com:444",
		"https://lens.example.com/x",
		"https://evil.example",
	])
		expect(await keys.read(other)).toBeUndefined();
});

test("a removed key leaves nothing behind", async () => {
	const secrets = secretsInMemory();
	const keys = keyStore(secrets);
	await keys.save("https://lens.example.com", "lk_1");
	await keys.remove("https://lens.example.com");
	expect(secrets.stored.size).toBe(0);
});
