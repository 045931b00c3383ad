import { expect, test } from "bun:test";
import { type LabelHeader, labelHeaders, sources } from "../../server/src/labels/label-headers";
import { labelBounds } from "../../server/src/labels/labels";
import { readSource } from "../repository/imports";

const page = readSource("docs/reference/call-headers.md");
/** Cells of the lines that name a header first. */
const rows = [...page.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name, meaning, last]) => ({
	name: name ?? "",
	meaning: meaning ?? "",
	last: last ?? "",
}));

const documentedName = ({ name }: LabelHeader) => (name.endsWith("-") ? `${name}*` : name);

const words: Partial<Record<LabelHeader["kind"], string>> = { traceId: "trace id", parentSpanId: "parent span id" };
function documentedLabel({ kind, key }: LabelHeader): string {
	if (kind === "property") return key === undefined ? "metadata" : `metadata \`${key}\``;
	return words[kind] ?? kind;
}

test("every header that labels a call is documented, in the order in which they count, and no other", () => {
	expect(rows.map(({ name }) => name)).toEqual(labelHeaders.map(documentedName));
});

const aliases = labelHeaders.filter(({ gateway }) => gateway !== "LensAI");

test.each(aliases.map((alias) => [alias.name, alias] as const))(
	"%s is documented with its label and its gateway",
	(_, alias) => {
		const row = rows.find(({ name }) => name === documentedName(alias));
		expect(row?.meaning).toBe(documentedLabel(alias));
		expect(row?.last).toContain(alias.gateway);
	},
);

test("each gateway's own documentation is linked, with the day it was read", () => {
	for (const [gateway, url] of Object.entries(sources))
		expect(page).toContain(gateway === "LensAI" ? `(${url})` : `[${gateway}](${url})`);
	expect(page).toContain("read 2026-11-22");
});

test("the bounds are those of the code", () => {
	const { id, environment, tags, tag, metadataEntries, metadataKey, metadataValue, callSite } = labelBounds;
	for (const line of [
		`| user, session, trace id, parent span id | ${id} characters |`,
		`| environment | ${environment} characters |`,
		`| tags | ${tags}, of ${tag} characters each |`,
		`| metadata | ${metadataEntries} entries: keys of ${metadataKey} characters, values of ${metadataValue} |`,
		`| call site | ${callSite} characters |`,
	])
		expect(page).toContain(line);
});
