import type { SpanKind } from "../journal/span";
import type { Dialect } from "../proxy/dialects/dialect";

/** What a path is for. */
export interface PathUse {
	/** How it speaks, by the path where that tells more than the rule. Absent: it passes through unread. */
	dialect?: Dialect | ((path: string) => Dialect | undefined);
	/** By the path, too, where that tells. */
	kind: SpanKind | ((path: string) => SpanKind);
	/** The same at each provider that takes the same request here, e.g. `openai/chat/completions`; absent: only this one does. */
	api?: string;
	/** A request in another provider's format that is taken here once its body is changed. */
	takes?: Taking;
}

export interface Taking {
	/** As others name it by `api`. */
	api: string;
	/** Only with, or without, a streamed answer; absent: either. */
	streams?: boolean;
	body: BodyChange;
}

/** What becomes of a JSON object's members; all other bytes stay. */
export interface BodyChange {
	without: readonly string[];
	/** Member and JSON value; one that is there is replaced. */
	with: Readonly<Record<string, string>>;
}

/**
 * By method and path below the base URL: `POST chat/completions`. `*` stands for one segment or a part of one, `{model}` for
 * one that names the model; with `{model/}` it may hold slashes.
 */
export type PathTable = Readonly<Record<string, PathUse>>;

/** The same table below a prefix: `under("v1/", …)`. */
export function under(prefix: string, table: PathTable): PathTable {
	return Object.fromEntries(
		Object.entries(table).map(([rule, use]) => {
			const [method, path] = splitRule(rule);
			return [`${method} ${prefix}${path}`, use];
		}),
	);
}

export interface PathReader {
	dialectOf(method: string, path: string): Dialect | undefined;
	kindOf(method: string, path: string): SpanKind;
}

interface ReadUse {
	dialect: Dialect | undefined;
	kind: SpanKind;
}

interface Rules {
	/** Paths without `*`, and others that were seen before, those that are of no use included. */
	known: Map<string, ReadUse>;
	patterns: { pattern: RegExp; use: PathUse }[];
}

const unknownUse: ReadUse = { dialect: undefined, kind: "other" };
/** A path names a model, of which there are few, or a thing that is asked for once. */
const maxRemembered = 1000;
const maxRememberedLength = 512;

/**
 * Whole paths are found by one look into a map (15 ns); those with `*` are tried in the table's order, and what was found is
 * remembered: at Vertex AI, which has the longest table, 27 ns instead of 3 µs (Bun 1.4.5).
 */
export function createPathReader(table: PathTable): PathReader {
	const methods = new Map<string, Rules>();
	for (const [rule, use] of Object.entries(table)) {
		const [method, path] = splitRule(rule);
		const rules: Rules = methods.get(method) ?? { known: new Map(), patterns: [] };
		methods.set(method, rules);
		if (/[*{]/.test(path)) rules.patterns.push({ pattern: patternOf(path), use });
		else rules.known.set(path, readUse(use, path));
	}
	const wholePaths = new Map([...methods].map(([method, { known }]) => [method, new Map(known)]));

	function find(method: string, path: string): ReadUse {
		const rules = methods.get(method);
		if (rules === undefined) return unknownUse;
		return rules.known.get(path) ?? search(method, rules, path);
	}
	function search(method: string, rules: Rules, path: string): ReadUse {
		const use = rules.patterns.find(({ pattern }) => pattern.test(path))?.use;
		const read = use === undefined ? unknownUse : readUse(use, path);
		if (path.length > maxRememberedLength) return read;
		const whole = wholePaths.get(method);
		if (rules.known.size >= maxRemembered + (whole?.size ?? 0)) rules.known = new Map(whole);
		rules.known.set(path, read);
		return read;
	}
	return {
		dialectOf: (method, path) => find(method, path).dialect,
		kindOf: (method, path) => find(method, path).kind,
	};
}

function readUse({ dialect, kind }: PathUse, path: string): ReadUse {
	return {
		dialect: typeof dialect === "function" ? dialect(path) : dialect,
		kind: typeof kind === "function" ? kind(path) : kind,
	};
}

export function splitRule(rule: string): [method: string, path: string] {
	const space = rule.indexOf(" ");
	return [rule.slice(0, space), rule.slice(space + 1)];
}

const placeholder = /(\*|\{model\/?\})/;

/** Its groups are what the rule's `*` and `{model}` stand for, in their order. */
export function patternOf(path: string): RegExp {
	const parts = path.split(placeholder).map((part) => {
		if (part === "{model/}") return "(.+)";
		return placeholder.test(part) ? "([^/]+)" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
	});
	return new RegExp(`^${parts.join("")}$`);
}
