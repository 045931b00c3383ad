import { pickIndex } from "../../support/random";

/** What a client sees: a status, or `none` when the connection ends without an answer. */
export type Seen = number | "none";

/** One way to be malformed. */
export interface Kind {
	name: string;
	/** How often it comes, relative to the others. */
	weight: number;
	/** The bytes of one such request; `port` is the server's. */
	bytes(random: () => number, port: number): Buffer;
	/** The answers that are right. */
	right: readonly Seen[];
	/** The client closes its connection as soon as it has sent the bytes. */
	leaves?: true;
}

const chat = "/openai/v1/chat/completions";
const json = "content-type: application/json\r\n";

function head(first: string, port: number, headers = ""): string {
	return `${first} HTTP/1.1\r\nhost: localhost:${port}\r\n${headers}`;
}

/** A chat call with this body, whose length is declared truly. */
function posting(body: (random: () => number) => string | Buffer, target = chat): Kind["bytes"] {
	return (random, port) => {
		const bytes = Buffer.from(body(random));
		const start = head(`POST ${target}`, port, `${json}content-length: ${bytes.length}\r\n\r\n`);
		return Buffer.concat([Buffer.from(start), bytes]);
	};
}

/** A whole request, headers and all, after the `host` line. */
function saying(first: string, rest: string | ((random: () => number) => string)): Kind["bytes"] {
	return (random, port) => Buffer.from(head(first, port, typeof rest === "string" ? rest : rest(random)), "latin1");
}

function letters(random: () => number, count: number): string {
	return Array.from({ length: count }, () => String.fromCharCode(97 + pickIndex(random, 26))).join("");
}

function randomBytes(random: () => number, count: number): Buffer {
	return Buffer.from(Array.from({ length: count }, () => pickIndex(random, 256)));
}

const broken = [
	'{"model":',
	"{model:1}",
	'{"model":"gpt-4o",}',
	"nul",
	'"',
	"{}{}",
	"[1,2",
	'{"a":01}',
	'{"a":"\u0001"}',
];
const wrong = [
	'{"model":7}',
	'{"model":["gpt-4o"],"stream":"yes"}',
	"[]",
	"null",
	'{"model":{},"stream_options":3}',
	"{}",
];

/** Bodies that the gateway forwards as they are: the provider's refusal (400) is the right answer. */
const bodies: Kind[] = [
	{ name: "broken JSON", weight: 10, right: [400], bytes: posting((r) => broken[pickIndex(r, broken.length)] ?? "") },
	{ name: "wrong types", weight: 10, right: [400], bytes: posting((r) => wrong[pickIndex(r, wrong.length)] ?? "") },
	{ name: "bytes that are not UTF-8", weight: 6, right: [400], bytes: posting((r) => randomBytes(r, 500)) },
	{ name: "NUL bytes", weight: 4, right: [400], bytes: posting(() => Buffer.alloc(2000)) },
	{ name: "100,000 open brackets", weight: 3, right: [400], bytes: posting(() => "[".repeat(100_000)) },
	{ name: "100,000 nested objects", weight: 3, right: [400], bytes: posting(() => '{"a":'.repeat(100_000)) },
	{
		name: "an endless key",
		weight: 2,
		right: [400],
		bytes: posting(() => `{"${"\\u0061".repeat(50_000)}":1}`),
	},
];

/**
 * What Bun's own parser answers, before any of our code runs (Bun 1.4.5), so these answers have no body and no call id. Heads over
 * 16 KiB or with more than 200 headers are 431, also when it is the URL that is long (no 414). Three answers are not what RFC 9110 asks
 * for, and cannot be changed from here: an unknown method closes the connection (501 would be right), a NUL in the path is 505
 * (400), and a request that is pipelined behind a call in flight closes the connection without an answer to either.
 */
const framing: Kind[] = [
	{
		name: "a flood of headers",
		weight: 6,
		right: [431],
		bytes: saying(`POST ${chat}`, (r) => `${`x-${letters(r, 8)}: ${letters(r, 90)}\r\n`.repeat(400)}\r\n`),
	},
	{ name: "a huge header", weight: 3, right: [431], bytes: saying("GET /healthz", `x: ${"a".repeat(60_000)}\r\n\r\n`) },
	{ name: "a huge URL", weight: 4, right: [431], bytes: saying(`GET /${"a".repeat(100_000)}`, "\r\n") },
	{
		name: "garbage instead of HTTP",
		weight: 5,
		right: [400, 431, 505, "none"],
		bytes: (r) => Buffer.concat([Buffer.from([22, 3, 1]), randomBytes(r, 200), Buffer.from("\r\n\r\n")]),
	},
	{ name: "an unknown method", weight: 3, right: ["none"], bytes: saying("BREW /healthz", "\r\n") },
	{
		name: "two calls in one packet",
		weight: 3,
		right: ["none"],
		bytes: (random, port) => {
			const call = posting(() => '{"model":"gpt-4o","messages":[]}')(random, port);
			return Buffer.concat([call, call]);
		},
	},
	{ name: "a NUL in the path", weight: 3, right: [400, 505], bytes: saying("GET /openai/v1/a\0b", "\r\n") },
	{ name: "a NUL in a header", weight: 3, right: [400], bytes: saying("GET /healthz", "x-a: a\0b\r\n\r\n") },
	{ name: "no host", weight: 3, right: [400], bytes: () => Buffer.from("GET /healthz HTTP/1.1\r\n\r\n") },
	{
		name: "garbage as chunks",
		weight: 6,
		right: [400],
		bytes: saying(`POST ${chat}`, (r) => `transfer-encoding: chunked\r\n\r\n2\r\n{}\r\nz${letters(r, 20)}\r\n\r\n`),
	},
	{
		name: "a chunk of endless size",
		weight: 3,
		right: [400],
		bytes: saying(`POST ${chat}`, "transfer-encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}"),
	},
	{
		name: "two framings at once",
		weight: 4,
		right: [400],
		bytes: saying(`POST ${chat}`, "content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
	},
	{ name: "a negative length", weight: 3, right: [400], bytes: saying(`POST ${chat}`, "content-length: -5\r\n\r\n{}") },
	{
		name: "a length that is no number",
		weight: 3,
		right: [400],
		bytes: saying(`POST ${chat}`, "content-length: x\r\n\r\n"),
	},
	{
		name: "two lengths",
		weight: 3,
		right: [400],
		bytes: saying(`POST ${chat}`, "content-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
	},
	{
		name: "a length that is too short, so that the rest is garbage",
		weight: 4,
		// Bun may refuse the rest before the first answer is there.
		right: [200, 400],
		bytes: saying(`POST ${chat}`, `${json}content-length: 2\r\n\r\n{}{"model":1}\r\n\r\n`),
	},
];

/** What is refused by us. */
const refused: Kind[] = [
	{
		name: "a length over the limit",
		weight: 4,
		right: [413],
		bytes: saying(`POST ${chat}`, "content-length: 1000000000000\r\n\r\n{"),
	},
	{
		name: "a body that stops coming",
		weight: 1,
		right: [408],
		bytes: saying(`POST ${chat}`, `${json}content-length: 500\r\n\r\n{"model":`),
	},
	{
		name: "a chunked body that stops coming",
		weight: 1,
		right: [408],
		bytes: saying(`POST ${chat}`, `${json}transfer-encoding: chunked\r\n\r\n5\r\n{"mod\r\n`),
	},
	{
		name: "a random key",
		weight: 8,
		right: [401],
		bytes: saying(`POST ${chat}`, (r) => `x-lensai-key: lk_${letters(r, 43)}\r\ncontent-length: 2\r\n\r\n{}`),
	},
	{
		name: "a foreign host",
		weight: 4,
		right: [403],
		bytes: (r) => Buffer.from(`GET ${chat} HTTP/1.1\r\nhost: ${letters(r, 10)}.example\r\n\r\n`),
	},
	{
		name: "a foreign origin",
		weight: 4,
		right: [403],
		bytes: saying("GET /api/v1/calls", (r) => `origin: https://${letters(r, 10)}.example\r\n\r\n`),
	},
];

/** Garbage at the other doors. */
const otherDoors: Kind[] = [
	{
		name: "a random key at the API",
		weight: 5,
		right: [401],
		bytes: saying("GET /api/v1/calls", (r) => `authorization: Bearer lk_${letters(r, 43)}\r\n\r\n`),
	},
	{
		name: "a garbled session cookie",
		weight: 4,
		right: [401],
		bytes: saying("GET /api/v1/session", (r) => `cookie: better-auth.session_token=%ff%00${letters(r, 30)}.x\r\n\r\n`),
	},
	{
		name: "a garbled query",
		weight: 4,
		right: [400],
		bytes: saying("GET /api/v1/calls?limit=%00&cursor=%ff&status[]=x", "\r\n"),
	},
	{
		name: "an id that is none",
		weight: 3,
		right: [400],
		bytes: saying("GET /api/v1/calls/%27%20OR%201=1", "\r\n"),
	},
	{ name: "broken JSON at the API", weight: 4, right: [400], bytes: posting(() => "{a}", "/api/v1/keys") },
	{
		name: "deep nesting at the API",
		weight: 2,
		right: [400],
		bytes: posting(() => "[".repeat(100_000) + "]".repeat(100_000), "/api/v1/keys"),
	},
	{
		name: "a prototype at the API",
		weight: 2,
		right: [400],
		bytes: posting(() => '{"__proto__":{"a":1}}', "/api/v1/keys"),
	},
	{
		name: "broken JSON at sign-in",
		weight: 3,
		// Too many sign-ins from one address are refused before they are read.
		right: [400, 429],
		bytes: posting(() => '{"email":', "/api/auth/sign-in/magic-link"),
	},
	{
		name: "an unknown door",
		weight: 3,
		right: [404],
		bytes: saying("POST /api/auth/sign-up", "content-length: 0\r\n\r\n"),
	},
];

/** Clients that leave: there is no answer that could be wrong. */
const leaving: Kind[] = [
	{
		name: "leaves in its headers",
		weight: 4,
		right: ["none"],
		leaves: true,
		bytes: saying(`POST ${chat}`, "content-le"),
	},
	{
		name: "leaves in its body",
		weight: 4,
		right: ["none"],
		leaves: true,
		bytes: saying(`POST ${chat}`, `${json}content-length: 100\r\n\r\n{"mod`),
	},
	{
		name: "leaves before the answer",
		weight: 4,
		right: ["none"],
		leaves: true,
		bytes: posting(() => '{"model":"gpt-4o","stream":true,"messages":[]}'),
	},
];

export const kinds: readonly Kind[] = [...bodies, ...framing, ...refused, ...otherDoors, ...leaving];

/** One of the kinds, by weight. */
export function pickKind(random: () => number): Kind {
	let at = random() * kinds.reduce((sum, { weight }) => sum + weight, 0);
	for (const kind of kinds) {
		at -= kind.weight;
		if (at < 0) return kind;
	}
	return kinds[0] as Kind;
}
