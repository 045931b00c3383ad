import { upstreamVariable } from "./list";
import type { ProviderShown } from "./model";
import { keysNameOf, type Provider, type ProviderFacts } from "./provider";

/** A provider in the shape of the API. */
export function presentProvider(provider: Provider): ProviderShown {
	const { id, facts, name, door, key, keyOptional, onCallerLeft, customId } = provider;
	const isOverridden = provider.hosts !== facts.hosts;
	return {
		id,
		keysName: keysNameOf(provider),
		name,
		door,
		openaiPath: openaiPathOf(door, facts),
		regions: Object.keys(facts.regions ?? {}),
		places: placesOf(facts),
		baseUrl: isOverridden ? provider.locate("", new Headers()).baseUrl : facts.baseUrl,
		overriddenBy: isOverridden ? upstreamVariable(facts) : null,
		serverKey: key !== undefined ? "set" : keyOptional ? "not-needed" : "none",
		keyVariables: [...facts.keyVariables],
		keyForm: facts.keyForm ?? "text",
		keysPerResource: (facts.keysPerResource ?? false) && !isOverridden,
		onCallerLeft,
		customId: customId ?? null,
	};
}

const chat = "chat/completions";

function openaiPathOf(door: string, { paths, keysPerResource }: ProviderFacts): string | null {
	// The resource stands between the door and the path.
	if (keysPerResource) return null;
	const rule = Object.keys(paths).find((rule) => rule.startsWith("POST ") && rule.endsWith(chat) && !/[{*]/.test(rule));
	return rule === undefined ? null : (door + rule.slice("POST ".length, -chat.length)).replace(/\/$/, "");
}

function placesOf({ places, regions }: ProviderFacts): ProviderShown["places"] {
	if (places !== undefined) return { word: places.word, known: [...places.suggested], open: true };
	return regions === undefined ? null : { word: "region", known: Object.keys(regions), open: false };
}
