import { describe, expect, test } from "bun:test";
import { insertMember, readValue, replaceBytes, scanObject } from "../../../server/src/proxy/dialects/json-members";
import { seededRandom } from "../../support/random";
import { damage, randomObject, randomValue } from "../../support/random-json";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

function removeMember(text: string, name: string): string | undefined {
	const bytes = encode(text);
	const [member] = scanObject(bytes, [name])?.members ?? [];
	return member && decode(replaceBytes(bytes, member.cutStart, member.cutEnd, new Uint8Array()));
}

function addMember(text: string, member: string): string {
	const bytes = encode(text);
	const object = scanObject(bytes, []);
	if (object === undefined) throw new Error(`not an object: ${text}`);
	return new TextDecoder().decode(insertMember(bytes, object, member));
}

function readMember(text: string, name: string): unknown {
	const bytes = encode(text);
	const [member] = scanObject(bytes, [name])?.members ?? [];
	return member && readValue(bytes, member);
}

function isJsonObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value);
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}

describe("finding members", () => {
	test.each([
		['{"a":1,"u":null,"b":2}', '{"a":1,"b":2}'],
		['{"a":1,"u":null}', '{"a":1}'],
		['{"u":null,"a":1}', '{"a":1}'],
		['{"u":null}', "{}"],
		['{ "u" : null , "a" : 1 }', '{ "a" : 1 }'],
		['{"a": 1, "u": null}', '{"a": 1}'],
		['{"a":{"u":null},"u":null}', '{"a":{"u":null}}'],
		['{"a":"\\"u\\":null","u":null}', '{"a":"\\"u\\":null"}'],
		['{"a":"\\\\","u":null}', '{"a":"\\\\"}'],
		['{"a":1,"\\u0075":null}', '{"a":1}'],
		['\n{"a":12345678901234567890,"u":[{"u":1}]}\n', '\n{"a":12345678901234567890}\n'],
	])("cuts the member out of %s and leaves every other byte", (text, rest) => {
		expect(removeMember(text, "u")).toBe(rest);
	});

	test("takes the last of members with the same key, as JSON.parse does", () => {
		expect(readMember('{"u":1,"u":2}', "u")).toBe(2);
	});

	test("does not take a longer, shorter or nested key for the member", () => {
		expect(scanObject(encode('{"uu":1,"":2,"a":{"u":3},"b":["u"]}'), ["u"])?.members).toEqual([undefined]);
	});

	test.each([
		"",
		"null",
		"[]",
		'"{}"',
		"{",
		"{}x",
		"{}{}",
		'{"a"}',
		'{"a":}',
		'{"a":1,}',
		"{a:1}",
		'{"a":01}',
		'{"a":1.}',
	])("finds nothing in %p, which is not one JSON object", (text) => {
		expect(scanObject(encode(text), ["a"])).toBeUndefined();
	});

	test.each([
		'{"a":1e}',
		'{"a":1e+}',
		'{"a":-}',
		'{"a":+1}',
		'{"a":.5}',
		'{"a":nul}',
		'{"a":"\\x"}',
		'{"a":"\\u12g4"}',
	])("refuses %p for what is wrong inside", (text) => expect(scanObject(encode(text), [])).toBeUndefined());

	test("refuses nesting deeper than 512 levels instead of exhausting the stack", () => {
		const nested = (depth: number) => encode(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
		expect(scanObject(nested(500), ["a"])).toBeDefined();
		expect(scanObject(nested(1_000_000), ["a"])).toBeUndefined();
	});
});

describe("for random objects", () => {
	const seeds = Array.from({ length: 3000 }, (_, seed) => seed);

	test("reading, removing and inserting agree with JSON.parse", () => {
		for (const seed of seeds) {
			const random = seededRandom(seed);
			const text = randomObject(random, [["target", randomValue(random, 3)]]);
			const { target, ...others } = JSON.parse(text);
			expect(readMember(text, "target")).toEqual(target);
			expect(JSON.parse(removeMember(text, "target") as string)).toEqual(others);
			expect(JSON.parse(addMember(text, '"more":[1]'))).toEqual({ target, ...others, more: [1] });
		}
	});

	test("what was put in and cut out again leaves the bytes as they were", () => {
		for (const seed of seeds) {
			const text = randomObject(seededRandom(seed), []);
			expect(removeMember(addMember(text, '"more":null'), "more")).toBe(text);
		}
	});

	test("damaged text is refused exactly when JSON.parse refuses it", () => {
		let refused = 0;
		for (const seed of seeds) {
			const random = seededRandom(seed);
			const text = damage(random, randomObject(random, [["a", randomValue(random, 3)]]));
			expect([text, scanObject(encode(text), []) !== undefined]).toEqual([text, isJsonObject(text)]);
			if (!isJsonObject(text)) refused++;
		}
		expect(refused).toBeGreaterThan(500);
	});
});
