import { createPathReader } from "./paths";
import type { Provider, ProviderFacts, ServerKey, Site, World } from "./provider";

export interface ProviderSettings {
	/** Instead of the built-in base URL; whoever runs the server vouches for it. */
	upstream?: string;
	/** The server's own key. */
	key?: ServerKey;
}

/**
 * A provider's doors: the one at its usual base URL, and one for each region. With an overriding `upstream` every call goes
 * there, and provider keys are bound to that host.
 */
export function createProvider(
	facts: ProviderFacts,
	world: World,
	{ upstream, key }: ProviderSettings = {},
): Provider[] {
	const { doorPath = "", regions = {} } = facts;
	const shared = {
		id: facts.id,
		name: facts.name,
		priceBook: facts.priceBook,
		hosts: upstream === undefined ? facts.hosts : [hostOf(upstream)],
		authentication: facts.authentication(world),
		keyOptional: facts.keyOptional ?? false,
		key,
		onCallerLeft: facts.onCallerLeft,
		...createPathReader(facts.paths),
		renderError: facts.renderError,
		limitStyle: facts.limitStyle ?? ("openai" as const),
		facts,
	};
	const at = (door: string, baseUrl: string): Provider => ({
		...shared,
		door: door + doorPath,
		locate: locator(facts, upstream, baseUrl),
	});
	return [
		at(`/${facts.id}/`, facts.baseUrl),
		...Object.entries(regions).map(([region, baseUrl]) => at(`/${facts.id}/${region}/`, baseUrl)),
	];
}

function locator({ locate, strip }: ProviderFacts, upstream: string | undefined, baseUrl: string): Provider["locate"] {
	if (upstream !== undefined || locate === undefined) {
		const fixed = upstream ?? baseUrl;
		const host = hostOf(fixed);
		return (path) => ({ baseUrl: fixed, host, path: strip === undefined ? path : strip(path) });
	}
	return (path, headers): Site => {
		const located = locate(path, headers);
		return { ...located, host: hostOf(located.baseUrl) };
	};
}

/** With a port that is not the scheme's own. */
export function hostOf(url: string): string {
	return new URL(url).host;
}

/** Whether a host is one of those that the patterns name; `*` stands for one label or a part of one. */
export function isHostOf(patterns: readonly string[], host: string): boolean {
	return patterns.some((pattern) => pattern === host || (pattern.includes("*") && labelsMatch(pattern, host)));
}

/** What `*` of the patterns stands for in hosts that a key is bound to: of a key for one resource, that resource's name. */
export function resourceIn(patterns: readonly string[], hosts: readonly string[]): string | undefined {
	for (const pattern of patterns) {
		const host = hosts.find((each) => pattern.includes("*") && isHostOf([pattern], each));
		const [before = "", after = ""] = pattern.split("*");
		if (host !== undefined) return host.slice(before.length, host.length - after.length);
	}
	return undefined;
}

function labelsMatch(pattern: string, host: string): boolean {
	const wanted = pattern.split(".");
	const labels = host.split(".");
	return (
		wanted.length === labels.length &&
		wanted.every((want, index) => {
			const label = labels[index] ?? "";
			const [before = "", after] = want.split("*");
			if (after === undefined) return label === want;
			const middle = label.slice(before.length, label.length - after.length);
			return label.startsWith(before) && label.endsWith(after) && /^[a-z0-9-]+$/.test(middle);
		})
	);
}
