import { readFileSync } from "node:fs";
import { StartError } from "../errors";
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

/** Every built-in provider with what the environment says of it. Throws StartError when a key's file cannot be used. */
export function openProviders(said: Readonly<Record<string, InEnvironment>>, world: World): Provider[] {
	return builtInProviders.flatMap((facts) => {
		const { upstream, key } = said[facts.id] ?? {};
		const opened = key && openKey(key, facts.keyVariables);
		const providers = createProvider(facts, world, { upstream, key: opened });
		const fault = opened && providers[0]?.authentication.findFault(opened.secret);
		if (fault !== undefined) throw new StartError(`${facts.keyVariables[0]} holds no key for ${facts.name}: ${fault}`);
		return providers;
	});
}

function firstOf(names: readonly string[], text: Reader["text"]): ServerKey | undefined {
	const secret = names.map(text).find((value) => value !== undefined);
	return secret === undefined ? undefined : { secret };
}

function openKey(key: KeyInEnvironment, [variable]: readonly string[]): ServerKey {
	if (!("file" in key)) return key;
	try {
		return { secret: readFileSync(key.file, "utf8") };
	} catch (error) {
		const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
		throw new StartError(`${variable} names a file that cannot be read${code}: ${key.file}`);
	}
}
