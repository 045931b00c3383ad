import type { SpanKind } from "../journal/span";
import type { Dialect } from "../proxy/dialects/dialect";
import { type DialectName, dialects } from "./dialects";

/** What a path is for. */
export interface PathUse {
	/** How it speaks; a name whose record is not there yet passes through unread. */
	dialect?: DialectName;
	kind: SpanKind;
}

/** By method and path below the base URL: `POST chat/completions`. `*` stands for one segment or a part of one. */
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
	whole: Map<string, ReadUse>;
	patterns: { pattern: RegExp; use: ReadUse }[];
}

/** Whole paths are found by one look into a map; those with `*` are tried in the table's order. */
export function createPathReader(table: PathTable): PathReader {
	const methods = new Map<string, Rules>();
	for (const [rule, { dialect, kind }] of Object.entries(table)) {
		const [method, path] = splitRule(rule);
		const use = { dialect: dialect && dialects[dialect], kind };
		const rules: Rules = methods.get(method) ?? { whole: new Map(), patterns: [] };
		methods.set(method, rules);
		if (path.includes("*")) rules.patterns.push({ pattern: patternOf(path), use });
		else rules.whole.set(path, use);
	}
	function find(method: string, path: string): ReadUse | undefined {
		const rules = methods.get(method);
		return rules?.whole.get(path) ?? rules?.patterns.find(({ pattern }) => pattern.test(path))?.use;
	}
	return {
		dialectOf: (method, path) => find(method, path)?.dialect,
		kindOf: (method, path) => find(method, path)?.kind ?? "other",
	};
}

function splitRule(rule: string): [method: string, path: string] {
	const space = rule.indexOf(" ");
	return [rule.slice(0, space), rule.slice(space + 1)];
}

function patternOf(path: string): RegExp {
	const escaped = path.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^/]+");
	return new RegExp(`^${escaped}$`);
}
