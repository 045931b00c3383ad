import { describe, expect, test } from "bun:test";
import { scanObject } from "../../../server/src/proxy/dialects/json-members";
import { LongStrings, shortenStrings } from "../../../server/src/proxy/dialects/long-strings";
import { joinChunks } from "../../support/fixtures";
import { pickIndex, seededRandom } from "../../support/random";
import { randomObject, randomValue } from "../../support/random-json";
import { splitAt } from "../../support/split";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const shorten = (chunks: readonly Uint8Array[]) => {
	const strings = new LongStrings();
	return decode(joinChunks(chunks.map((chunk) => strings.pass(chunk).slice())));
};
const base64 = "QUJD".repeat(50_000);

describe("long strings", () => {
	test("lose their far part, and everything around them stays", () => {
		const short = JSON.parse(shorten([encode(`{"type":"x","b64_json":"${base64}","usage":{"n":1}}`)]));
		expect(short.b64_json.length).toBe(4096);
		expect(base64.startsWith(short.b64_json)).toBe(true);
		expect({ ...short, b64_json: "" }).toEqual({ type: "x", b64_json: "", usage: { n: 1 } });
	});

	test.each([
		["escaped quotes", '\\"'.repeat(20_000)],
		["backslashes before its end", `${"x".repeat(100_000)}\\\\`],
		["escapes by number", `${"\\u00e9abcdefgh".repeat(20_000)}`],
		["letters beyond ASCII", "é東🚀".repeat(20_000)],
		["what looks like JSON", '\\",\\"usage\\":null'.repeat(10_000)],
	])("are still JSON when they have %s, whatever the chunk borders", (_, text) => {
		const whole = encode(`{"a":["${text}"],"b":"${text}","usage":{"n":1}}`);
		const random = seededRandom(7);
		for (let round = 0; round < 20; round++) {
			const cuts = Array.from({ length: round * 3 }, () => pickIndex(random, whole.length)).sort((a, b) => a - b);
			const short = shorten(splitAt(whole, cuts));
			expect(JSON.parse(short).usage).toEqual({ n: 1 });
		}
	});

	test("are never cut inside of an escape, wherever it stands", () => {
		for (let before = 0; before < 16; before++) {
			const text = `${"x".repeat(before)}${"\\u00e9abcdefgh".repeat(10_000)}`;
			expect(JSON.parse(shorten([encode(`{"a":"${text}","usage":1}`)])).usage).toBe(1);
		}
	});

	test("are cut at any byte alike, as far as a reader can see", () => {
		const whole = encode(
			`data: {"a":"${"x".repeat(4090)}\\u00e9\\"${"y".repeat(300)}","usage":1}\n\ndata: {"b":2}\n\n`,
		);
		for (let offset = 3900; offset <= whole.length; offset++) {
			const lines = shorten(splitAt(whole, [offset])).split("\n\n");
			expect(JSON.parse(lines[0]?.slice(6) ?? "").usage).toBe(1);
			expect(lines.slice(1)).toEqual(['data: {"b":2}', ""]);
		}
	});

	test("that are not long stay, in chunks of any size", () => {
		for (let seed = 0; seed < 300; seed++) {
			const random = seededRandom(seed);
			const text = `${randomObject(random, [["a", randomValue(random, 3)]])}\n`;
			const bytes = encode(text);
			const cuts = Array.from({ length: pickIndex(random, 6) }, () => pickIndex(random, bytes.length + 1));
			expect(
				shorten(
					splitAt(
						bytes,
						cuts.sort((a, b) => a - b),
					),
				),
			).toBe(text);
		}
	});

	test("begin anew on each line, so that a stray quote in a comment harms nothing", () => {
		const events = `: 5" disk\ndata: {"b64_json":"${base64}","usage":1}\n\n`;
		const short = shorten(splitAt(encode(events), [6]));
		expect(JSON.parse(short.split("data: ")[1] ?? "").usage).toBe(1);
		expect(short.length).toBeLessThan(5000);
	});

	test("in a body of less than 64 KiB stay without a copy", () => {
		const body = encode('{"a":"b"}');
		expect(shortenStrings(body)).toBe(body);
	});
});

describe("a scan of a long string", () => {
	const member = (text: string) => scanObject(encode(text), ["b"])?.members[0];

	test.each([
		["plain", "x".repeat(100_000)],
		["with escapes far in", `${"x".repeat(1000)}\\"\\\\${"y".repeat(1000)}\\u00e9`],
		["of escapes", '\\"\\\\\\n'.repeat(5000)],
		["with an escape every 300 bytes", `${"x".repeat(300)}\\"`.repeat(50)],
		["beyond ASCII", "é東🚀".repeat(3000)],
	])("finds what follows one that is %s", (_, text) => {
		expect(member(`{"a":"${text}","b":1}`)).toMatchObject({ valueEnd: encode(`{"a":"${text}","b":1`).length });
		expect(member(`{"${text}":0,"b":1}`)).toBeDefined();
	});

	test.each([
		["never ends", "x".repeat(5000)],
		["ends with a backslash", `${"x".repeat(5000)}\\`],
		["has a wrong escape far in", `${"x".repeat(5000)}\\x"}`],
		["has half an escape at its end", `${"x".repeat(5000)}\\u00"}`],
		["has its end escaped", `${"x".repeat(5000)}\\"}`],
	])("refuses one that %s", (_, text) => expect(scanObject(encode(`{"a":"${text}`), [])).toBeUndefined());
});
