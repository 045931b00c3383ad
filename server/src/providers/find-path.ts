import { type BodyChange, type PathTable, type PathUse, patternOf, splitRule } from "./paths";
import type { ProviderFacts } from "./provider";

/** A path, and where a request for it names its model. */
export interface FoundPath {
	path: string;
	modelIn: "path" | "body";
	/** What the body has to become besides. */
	changing?: BodyChange;
}

interface Called {
	method: string;
	/** As a provider's path table has it. */
	path: string;
}

interface Rule {
	path: string;
	use: PathUse;
}

/** Which API a path is of, as every provider calls it that has it; undefined for one that no other provider has. */
export function apiOf(table: PathTable, called: Called): string | undefined {
	return ruleOf(table, called)?.use.api;
}

/** The path of the same call for another model. Undefined for a model that cannot stand in a path. */
export function pathForModel(table: PathTable, { method, path }: Called, model: string): FoundPath | undefined {
	const matched = ruleOf(table, { method, path });
	if (matched === undefined || !namesModel.test(matched.path)) return { path, modelIn: "body" };
	const { api } = matched.use;
	const stars = (rule: Rule) => rule.path.split("*").length;
	// Of several collections of models the first in the table is the one that most stand in.
	const rule = api === undefined ? matched : rulesOf(table, method, api).find((each) => stars(each) === stars(matched));
	return fill(rule ?? matched, { stars: starsIn(matched, path), model });
}

interface CallToPlace {
	method: string;
	api: string;
	model: string | undefined;
	/** A streamed answer is asked for. */
	streams?: boolean;
}

/**
 * Where a provider takes a request that was made for another one. Undefined when it has no such API, or only at a place that
 * such a request does not name.
 */
export function pathOfApi(
	{ paths, apiVersion, baseUrl, places }: Pick<ProviderFacts, "paths" | "apiVersion" | "baseUrl" | "places">,
	{ method, api, model, streams = false }: CallToPlace,
): FoundPath | undefined {
	const stars = apiVersion === undefined ? [] : [apiVersion, ...(places?.inPath ?? [])];
	const isVersioned = /\/v\d+$/.test(baseUrl);
	// What a path names as a model may be a deployment that only its own callers know; and a version stands there once.
	const rank = ({ path }: Rule) => 2 * Number(namesModel.test(path)) + Number(/^v\d/.test(path) === isVersioned);
	return rulesFor(paths, method)
		.filter(({ use }) => use.api === api || isTaken(use, api, streams))
		.filter(({ path }) => path.split("*").length <= stars.length + 1)
		.sort((a, b) => rank(a) - rank(b))
		.map((rule) => {
			const found = fill(rule, { stars, model });
			return found && rule.use.takes ? { ...found, changing: rule.use.takes.body } : found;
		})
		.find((found) => found !== undefined);
}

function isTaken({ takes }: PathUse, api: string, streams: boolean): boolean {
	return takes?.api === api && (takes.streams === undefined || takes.streams === streams);
}

const namesModel = /\{model\/?\}/;

function ruleOf(table: PathTable, { method, path }: Called): Rule | undefined {
	return rulesFor(table, method).find((rule) => rule.path === path || patternOf(rule.path).test(path));
}

function rulesOf(table: PathTable, method: string, api: string): Rule[] {
	return rulesFor(table, method).filter(({ use }) => use.api === api);
}

/** Tables taken apart once: every call that goes by a route asks. */
const rulesByMethod = new WeakMap<PathTable, Map<string, readonly Rule[]>>();
const none: readonly Rule[] = [];

function rulesFor(table: PathTable, method: string): readonly Rule[] {
	const byMethod = rulesByMethod.get(table) ?? takeApart(table);
	return byMethod.get(method) ?? none;
}

function takeApart(table: PathTable): Map<string, readonly Rule[]> {
	const rules = Object.entries(table).map(([text, use]) => {
		const [method, path] = splitRule(text);
		return { method, path, use };
	});
	const byMethod = Map.groupBy(rules, ({ method }) => method);
	rulesByMethod.set(table, byMethod);
	return byMethod;
}

/** What the `*` of a rule stand for in a path. */
function starsIn({ path: rule }: Rule, path: string): string[] {
	const marks = rule.match(/\*|\{model\/?\}/g) ?? [];
	const [, ...groups] = patternOf(rule).exec(path) ?? [];
	return groups.filter((_, index) => marks[index] === "*");
}

function fill({ path }: Rule, { stars, model }: { stars: string[]; model: string | undefined }): FoundPath | undefined {
	const left = [...stars];
	const starred = path.replaceAll("*", () => left.shift() ?? "");
	if (!namesModel.test(starred)) return { path: starred, modelIn: "body" };
	if (model === undefined || model === "." || model === "..") return undefined;
	// `@` may stand in a path, and Google's ids have one.
	const written = encodeURIComponent(model).replaceAll("%40", "@");
	return { path: starred.replace(namesModel, () => written), modelIn: "path" };
}
