import { readFileSync } from "node:fs";
import type { Authentication } from "./authentication/authentication";
import { createProvider } from "./create-provider";
import { builtInProviders, upstreamVariable } from "./list";
import type { KeyInEnvironment, Provider, ServerKey, World } from "./provider";

/** What the environment says of one provider. */
export interface InEnvironment {
	/** Overrides the built-in base URL. */
	upstream?: string;
	key?: KeyInEnvironment;
}

interface Reader {
	/** Undefined when it is not set. */
	text(name: string): string | undefined;
	/** The same for a URL; one that cannot be right is reported and counts as not set. */
	url(name: string): string | undefined;
}

/** By provider id; providers of which nothing is said are absent. */
export function readProviders({ text, url }: Reader): Readonly<Record<string, InEnvironment>> {
	const said = builtInProviders.map((facts) => {
		const upstream = url(upstreamVariable(facts));
		const key = facts.readKey ? facts.readKey(text) : firstOf(facts.keyVariables, text);
		return [facts.id, { ...(upstream && { upstream }), ...(key && { key }) }] as const;
	});
	return Object.fromEntries(said.filter(([, settings]) => Object.keys(settings).length > 0));
}

/** The variables that the server reads for its providers. */
export const providerVariables: readonly string[] = [
	...new Set(builtInProviders.flatMap((facts) => [upstreamVariable(facts), ...facts.keyVariables])),
];

/**
 * Every built-in provider with what the environment says of it. A key that cannot be one is told and left out: variables that
 * other programs share, and files that changed, keep nobody's server from starting.
 */
export function openProviders(
	said: Readonly<Record<string, InEnvironment>>,
	world: World,
	onUnusable: (variable: string, fault: string) => void,
): Provider[] {
	return builtInProviders.flatMap((facts) => {
		const { upstream, key } = said[facts.id] ?? {};
		const [variable = ""] = facts.keyVariables;
		const opened = key && openKey(key, facts.authentication(world));
		if (typeof opened === "string") onUnusable(variable, opened);
		return createProvider(facts, world, { upstream, key: typeof opened === "string" ? undefined : opened });
	});
}

function firstOf(names: readonly string[], text: Reader["text"]): ServerKey | undefined {
	const secret = names.map(text).find((value) => value !== undefined);
	return secret === undefined ? undefined : { secret };
}

/** The key, or what is wrong with it. */
function openKey(key: KeyInEnvironment, authentication: Authentication): ServerKey | string {
	const read = "file" in key ? readKeyFile(key.file) : key;
	return typeof read === "string" ? read : (authentication.findFault(read.secret) ?? read);
}

function readKeyFile(path: string): ServerKey | string {
	try {
		return { secret: readFileSync(path, "utf8") };
	} catch (error) {
		const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
		return `It names a file that cannot be read${code}: ${path}`;
	}
}
