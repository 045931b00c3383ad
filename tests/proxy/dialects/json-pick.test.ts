import { describe, expect, test } from "bun:test";
import { forEachElement, memberBytes, pickMembers } from "../../../server/src/proxy/dialects/json-pick";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

describe("picked members", () => {
	test("are found by name at the top of an object, and nowhere below", () => {
		const bytes = encode(' {"a":{"b":1},"b":"x\\"","c":[1, 2],"c":null} ');
		expect(memberBytes(bytes, ["c", "a", "d"])?.map(decode)).toEqual(["null", '{"b":1}', undefined]);
		expect(pickMembers(bytes, ["b", "c", "d"])).toEqual({ b: 'x"', c: null });
	});

	test.each(["", "[]", "5", '{"a":1', '{"a":1}}', '{"a":01}'])("are none in %p", (text) => {
		expect(memberBytes(encode(text), ["a"])).toBeUndefined();
		expect(pickMembers(encode(text), ["a"])).toBeUndefined();
	});
});

describe("the elements of a JSON array", () => {
	function elementsOf(text: string) {
		const found: (string | undefined)[] = [];
		const isArray = forEachElement(encode(text), (element) => found.push(decode(element)));
		return { isArray, found };
	}

	test.each([
		["[]", []],
		[" [ ] ", []],
		['[1, "],[" ,{"a":[2]}\n,null]', ["1", '"],["', '{"a":[2]}', "null"]],
	])("of %p are %p", (text, found) => {
		expect(elementsOf(text)).toEqual({ isArray: true, found });
	});

	test.each(["", "{}", "[", "[1", "[1,", "[1,]", "[1 2]", "[1]]", "[]x"])("of %p are not all", (text) => {
		expect(elementsOf(text).isArray).toBe(false);
	});
});
