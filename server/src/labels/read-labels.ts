import { Collector } from "./collector";
import { isForGateway, type LabelHeader, labelHeaders } from "./label-headers";
import { type Labels, labelBounds, noLabels } from "./labels";

/** By whole name, and by prefix; the place in the table is the rank, lower counts. */
const byName = new Map<string, number>();
const prefixes: number[] = [];
for (const [rank, { name }] of labelHeaders.entries()) {
	if (name.endsWith("-")) prefixes.push(rank);
	else byName.set(name, rank);
}

/**
 * Reads what a call is labelled with. Takes what `Headers.toJSON()` gives (names in lower case), because the headers that go
 * to the provider are made from it too: 40 ns when no label is there, a microsecond more for each that is. Never throws: a
 * value that is no good is ignored, and noted.
 */
export function readLabels(headers: Readonly<Record<string, string>>): Labels {
	let ranks: number[] | undefined;
	for (const name in headers) {
		if (!isForGateway(name) && name !== "traceparent") continue;
		const rank = rankOf(name);
		if (rank === undefined) continue;
		ranks ??= [];
		if (!ranks.includes(rank)) ranks.push(rank);
	}
	if (ranks === undefined) return noLabels;
	const collector = new Collector();
	for (const rank of ranks.sort((a, b) => a - b)) {
		const header = labelHeaders[rank];
		if (header !== undefined) collect(collector, header, headers);
	}
	return collector.labels();
}

function rankOf(name: string): number | undefined {
	return byName.get(name) ?? prefixes.find((rank) => name.startsWith(labelHeaders[rank]?.name ?? name));
}

function collect(collector: Collector, header: LabelHeader, headers: Readonly<Record<string, string>>): void {
	const { name, kind, key } = header;
	if (!name.endsWith("-")) {
		const value = textOf(headers[name] ?? "");
		if (value === "") return;
		if (kind === "property") collector.property(name, key ?? name, value);
		else readers[kind](collector, name, value);
		return;
	}
	for (const each in headers) {
		if (!each.startsWith(name) || each.length === name.length) continue;
		const value = textOf(headers[each] ?? "");
		if (value !== "") collector.property(each, each.slice(name.length), value);
	}
}

type Reader = (collector: Collector, header: string, value: string) => void;

const readers: Readonly<Record<Exclude<LabelHeader["kind"], "property">, Reader>> = {
	user: (collector, header, value) => collector.text("user", header, value, labelBounds.id),
	session: (collector, header, value) => collector.text("session", header, value, labelBounds.id),
	environment: (collector, header, value) => collector.text("environment", header, value, labelBounds.environment),
	traceId: (collector, header, value) => collector.text("traceId", header, value, labelBounds.id),
	parentSpanId: (collector, header, value) => collector.text("parentSpanId", header, value, labelBounds.id),
	callSite: (collector, header, value) => collector.callSite(header, value),
	tags: (collector, header, value) => collector.tags(header, value),
	metadata: (collector, header, value) => collector.metadata(header, value),
	traceparent: (collector, header, value) => collector.traceParent(header, value),
};

const beyondAscii = /[\u0080-\u00ff]/;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Headers arrive as Latin-1, but what clients put into them beyond ASCII is nearly always UTF-8. */
function textOf(value: string): string {
	const text = value.trim();
	if (!beyondAscii.test(text)) return text;
	try {
		return utf8.decode(Buffer.from(text, "latin1"));
	} catch {
		return text;
	}
}
