import { describe, expect, test } from "bun:test";
import { createAddressGuard, kindOf } from "../../server/src/providers/address-guard";

describe("an address is", () => {
	test.each([
		["8.8.8.8", "public"],
		["2606:4700::1111", "public"],
		["10.0.0.1", "private"],
		["172.16.0.1", "private"],
		["172.31.255.255", "private"],
		["192.168.1.20", "private"],
		["127.0.0.1", "private"],
		["127.8.9.10", "private"],
		["::1", "private"],
		["fd12:3456::1", "private"],
		["100.64.0.1", "private"],
		["100.127.255.254", "private"],
		["169.254.169.254", "never"],
		["169.254.170.2", "never"],
		["fe80::1", "never"],
		["fe80::1%eth0", "never"],
		["100.100.100.200", "never"],
		["168.63.129.16", "never"],
		["fd00:ec2::254", "never"],
		["fd00:0ec2:0::0254", "never"],
		["0.0.0.0", "never"],
		["::", "never"],
		["255.255.255.255", "never"],
		["224.0.0.1", "never"],
		["240.0.0.1", "never"],
		["192.0.0.192", "never"],
		["192.0.2.1", "never"],
		["198.18.0.1", "never"],
		["::ffff:127.0.0.1", "never"],
		["::ffff:8.8.8.8", "never"],
		["::ffff:a9fe:a9fe", "never"],
		["64:ff9b::7f00:1", "never"],
		["2002:7f00:1::", "never"],
		["2001:0:7f00:1::", "never"],
		["ff02::1", "never"],
		["2001:db8::1", "never"],
		["64:ff9b:1::7f00:1", "never"],
		["::ffff:0:127.0.0.1", "never"],
		["::127.0.0.1", "never"],
		["::7f00:1", "never"],
		["::a9fe:a9fe", "never"],
		["1::1", "never"],
		["4000::1", "never"],
		["3ffe::1", "public"],
	] as const)("%s: %s", (address, kind) => {
		expect(kindOf(address)).toBe(kind);
	});
});

describe("a URL that a user named", () => {
	const names: Record<string, string[]> = {
		"llm.example": ["93.184.215.14"],
		"lan.example": ["192.168.1.20"],
		"both.example": ["93.184.215.14", "10.0.0.1"],
		"cloud.example": ["169.254.169.254"],
	};
	const resolve = async (host: string) => names[host] ?? Promise.reject(new Error("ENOTFOUND"));
	const guard = createAddressGuard({ allowPrivate: false, resolve });
	const open = createAddressGuard({ allowPrivate: true, resolve });
	const refusal = (url: string, through = guard) =>
		through.require(new URL(url)).then(
			() => undefined,
			(error) => [error.code, error.status],
		);
	const refused = ["address_refused", 400];

	test("is taken when all its addresses are public", async () => {
		expect(await guard.require(new URL("https://llm.example/v1"))).toEqual(["93.184.215.14"]);
		expect(await guard.require(new URL("https://[2606:4700::1111]/v1"))).toEqual(["2606:4700::1111"]);
	});

	test.each([
		["https://lan.example/v1"],
		["https://both.example/v1"],
		["https://cloud.example/"],
		["https://nowhere.example/"],
		["http://llm.example/v1"],
		["https://localhost:11434/v1"],
		["https://127.0.0.1/"],
		["https://2130706433/"],
		["https://0x7f.1/"],
		["https://017700000001/"],
		["https://[::ffff:127.0.0.1]/"],
		["https://[::ffff:7f00:1]/"],
		["https://[::127.0.0.1]/"],
		["https://[::169.254.169.254]/"],
		["https://169.254.169.254/latest/meta-data/"],
	])("%s is refused", async (url) => {
		expect(await refusal(url)).toEqual(refused);
	});

	test("may be in networks of one's own where that is allowed, by http too, but never metadata", async () => {
		expect(await refusal("http://lan.example:11434/v1", open)).toBeUndefined();
		expect(await refusal("http://127.0.0.1:8000/v1", open)).toBeUndefined();
		expect(await refusal("http://llm.example/v1", open)).toEqual(refused);
		expect(await refusal("http://cloud.example/", open)).toEqual(refused);
		expect(await refusal("http://[::ffff:169.254.169.254]/", open)).toEqual(refused);
	});

	test("is refused without a word of the addresses behind it", async () => {
		const said = await guard.require(new URL("https://lan.example/")).catch(String);
		expect(said).toContain("lan.example");
		expect(said).not.toContain("192.168");
	});
});
