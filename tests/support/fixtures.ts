import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../fixtures/", import.meta.url);

/** The bytes of a recorded JSON answer, e.g. `readJsonFixture("openai", "plain")`. */
export function readJsonFixture(provider: string, name: string): Uint8Array {
	return new Uint8Array(readFileSync(new URL(`${provider}/${name}.json`, folder)));
}

/** The network chunks of a recorded stream, e.g. `readChunks("openai", "plain.asked")`. */
export function readChunks(provider: string, name: string): Uint8Array[] {
	const text = readFileSync(new URL(`${provider}/${name}.chunks.txt`, folder), "utf8");
	return text.trimEnd().split("\n").map(unescapeChunk);
}

/** The names of all streams that exist as `<name>.asked` and `<name>.unasked`. */
export function streamPairs(provider: string): string[] {
	return readdirSync(new URL(`${provider}/`, folder))
		.filter((file) => file.endsWith(".asked.chunks.txt"))
		.map((file) => file.slice(0, -".asked.chunks.txt".length))
		.sort();
}

/** The names of all streams that exist once, as `<name>.chunks.txt`. */
export function streamFixtures(provider: string): string[] {
	return readdirSync(new URL(`${provider}/`, folder))
		.filter((file) => file.endsWith(".chunks.txt"))
		.map((file) => file.slice(0, -".chunks.txt".length))
		.sort();
}

/** The names of all JSON answers. */
export function jsonFixtures(provider: string): string[] {
	return readdirSync(new URL(`${provider}/`, folder))
		.filter((file) => file.endsWith(".json"))
		.map((file) => file.slice(0, -".json".length))
		.sort();
}

/** All chunks in one piece. */
export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array {
	return new Uint8Array(Buffer.concat(chunks));
}

/** One line of a chunks file as bytes; the format is described in `fixtures/README.md`. */
function unescapeChunk(line: string): Uint8Array {
	const parts = line.split(/(\\n|\\r|\\\\|\\x[0-9a-f]{2})/);
	return new Uint8Array(Buffer.concat(parts.map(readPart)));
}

function readPart(part: string): Buffer {
	if (part === "\\n") return Buffer.from("\n");
	if (part === "\\r") return Buffer.from("\r");
	if (part === "\\\\") return Buffer.from("\\");
	if (part.startsWith("\\x")) return Buffer.from(part.slice(2), "hex");
	return Buffer.from(part);
}
