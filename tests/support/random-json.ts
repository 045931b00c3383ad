import { pickIndex } from "./random";

type Random = () => number;

const strings = [
	"",
	"a",
	"usage",
	'"usage":null',
	"\\",
	'\\"',
	"{",
	"}]",
	"é漢👋",
	"\u0000\u001f",
	"line\nbreak",
	",:",
];
const numbers = ["0", "-0", "12345678901234567890", "1.0", "1e400", "-2.5E-3", "7"];
const spaces = ["", "", "", " ", "\n\t", "\r\n  "];

/** JSON text of an object with these members first to last, and random ones between them, in random spelling. */
export function randomObject(random: Random, members: readonly [key: string, valueText: string][]): string {
	const texts = members.map(([key, value]) => memberText(random, key, value));
	for (let i = pickIndex(random, 4); i > 0; i--) {
		const text = memberText(random, `other${i}`, randomValue(random, 3));
		texts.splice(pickIndex(random, texts.length + 1), 0, text);
	}
	return `${space(random)}{${space(random)}${texts.join(",")}}${space(random)}`;
}

/** JSON text of a value nested at most `depth` deep. */
export function randomValue(random: Random, depth: number): string {
	const kind = pickIndex(random, depth > 0 ? 6 : 4);
	if (kind === 0) return pick(random, ["null", "true", "false"]);
	if (kind === 1) return pick(random, numbers);
	if (kind <= 3) return stringText(random, pick(random, strings));
	const items = Array.from({ length: pickIndex(random, 4) }, () => randomValue(random, depth - 1));
	if (kind === 4) return `[${space(random)}${items.join(`${space(random)},${space(random)}`)}${space(random)}]`;
	return `{${items.map((item, i) => memberText(random, pick(random, strings) + i, item)).join(",")}${space(random)}}`;
}

/** The text with one byte changed, left out or doubled; it may still be valid. */
export function damage(random: Random, text: string): string {
	const at = pickIndex(random, text.length);
	const replacement = pick(random, ["", text[at]?.repeat(2) ?? "", '"', "\\", ",", "}", "0", "x", "\u0001"]);
	return text.slice(0, at) + replacement + text.slice(at + 1);
}

function memberText(random: Random, key: string, value: string): string {
	return `${space(random)}${stringText(random, key)}${space(random)}:${space(random)}${value}${space(random)}`;
}

function stringText(random: Random, value: string): string {
	const text = JSON.stringify(value);
	if (random() > 0.1 || !text.includes("a")) return text;
	return text.replace("a", "\\u0061");
}

function space(random: Random): string {
	return pick(random, spaces);
}

function pick<T>(random: Random, choices: readonly T[]): T {
	return choices[pickIndex(random, choices.length)] as T;
}
