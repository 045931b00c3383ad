import { DomainError } from "../errors";
import type { Caller } from "../keys/caller";
import type { CustomProviders } from "../providers/custom-table";
import type { Provider } from "../providers/provider";
import { type Speech, speakerOf, splitFirst } from "./speakers";
import { misshapen } from "./unsayable";
import type { UsableProviders } from "./usable-providers";

export interface FoundModel {
	provider: Provider;
	speech: Speech;
}

/** The provider at whose door a call by a route's name comes in. */
const routeDoor = "openai";

export interface Finding {
	providers: readonly Provider[];
	customProviders: CustomProviders;
	usable: UsableProviders;
	/** Absent: a route's name is no model here. */
	routeRing?: { find(caller: Caller, name: string): unknown };
}

/**
 * What a caller's `model` stands for: `provider/model`, `provider/region/model`, `custom/<name>/model`, a route's name, or a
 * model that exactly one provider with a key knows. Throws DomainError 404 `provider_not_found`, 400 `provider_not_named`, 400 `invalid_request`;
 * Refusal 404 for a custom provider that is not there.
 */
export async function findModel(
	name: unknown,
	caller: Caller,
	{ providers, customProviders, usable, routeRing }: Finding,
): Promise<FoundModel> {
	if (typeof name !== "string" || name === "") throw misshapen("model", "is missing");
	const [first, rest] = splitFirst(name);
	if (rest === undefined) {
		// A route says itself where it leads, among the providers that speak OpenAI's format.
		const isRoute = routeRing?.find(caller, name) !== undefined;
		const byRoute = isRoute ? providers.find(({ id }) => id === routeDoor) : undefined;
		return spoken(byRoute ?? requireOnlyOne(name, caller, usable), name);
	}
	if (first === "custom") {
		const [slug, model = ""] = splitFirst(rest);
		return spoken(await customProviders.require(caller.organizationId, slug), model);
	}
	const [region, inRegion] = splitFirst(rest);
	const doors = providers.filter(({ id }) => id === first);
	const regional =
		inRegion && doors.find(({ door }) => door.startsWith(`/${first}/${region}/`) && doors[0]?.door !== door);
	if (regional) return spoken(regional, inRegion);
	const [provider] = doors;
	if (provider !== undefined) return spoken(provider, rest);
	throw new DomainError(
		"provider_not_found",
		404,
		`There is no provider ${JSON.stringify(shortened(first))}. A model is named provider/model; the providers are ${idsOf(providers)}, and custom/<name> for one of your own.`,
	);
}

function spoken(provider: Provider, name: string): FoundModel {
	const speak = speakerOf(provider);
	if (speak === undefined)
		throw misshapen("model", `${provider.name} is not behind this door, only behind ${provider.door}`);
	if (name === "") throw misshapen("model", "names a provider and no model");
	return { provider, speech: speak(name) };
}

function requireOnlyOne(name: string, caller: Caller, usable: UsableProviders): Provider {
	const { all, withKey } = usable.knowing(caller, name, new Date());
	const [only] = withKey;
	if (only !== undefined && withKey.length === 1) return only;
	const model = JSON.stringify(shortened(name));
	const named = (providers: Provider[]) => providers.map(({ id }) => `${id}/${shortened(name)}`).join(", ");
	const why =
		withKey.length > 1
			? `More than one provider has ${model}. Name one: ${named(withKey)}.`
			: all.length > 0
				? `No provider with a key has ${model}. Add a key of one that has it on the dashboard, under Providers, or send your own and name it: ${named(all)}.`
				: `No provider is known to have ${model}. Name it as provider/model, like openai/gpt-4o.`;
	throw new DomainError("provider_not_named", 400, `model: ${why}`);
}

function idsOf(providers: readonly Provider[]): string {
	return [...new Set(providers.map(({ id }) => id))].join(", ");
}

/** What a caller wrote comes back in the answer: not at any length. */
function shortened(text: string): string {
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
