import type { Target } from "../targets/model";
import type { CustomTable } from "./custom-table";
import type { Provider } from "./provider";

/** Finds a provider by the name that its keys are kept under: an id, or `custom:<row>` of the same organization. */
export function providerNamer(providers: readonly Provider[], custom: Pick<CustomTable, "get">) {
	const byId = new Map<string, Provider>();
	// The first door of a provider is the one without a region.
	for (const provider of providers) if (!byId.has(provider.id)) byId.set(provider.id, provider);
	return (organizationId: string, keysName: string): Provider | undefined => {
		if (!keysName.startsWith("custom:")) return byId.get(keysName);
		const found = custom.get(keysName.slice("custom:".length).toLowerCase());
		return found?.organizationId === organizationId ? found.provider : undefined;
	};
}

/** The provider that a target of an organization's route names; undefined when there is none any more. */
export type TargetProvider = (
	organizationId: string,
	target: Pick<Target, "provider" | "region">,
) => Provider | undefined;

/** Finds built-in providers by id and region, and an organization's own, which are named `custom:<slug>`. */
export function targetProviders(providers: readonly Provider[], custom: Pick<CustomTable, "find">): TargetProvider {
	const byPlace = new Map<string, Provider>();
	for (const provider of providers) {
		const { id, door, facts } = provider;
		const region = Object.keys(facts.regions ?? {}).find((each) => door.startsWith(`/${id}/${each}/`)) ?? "";
		byPlace.set(`${id} ${region}`, provider);
	}
	/** Its usual door leads to its other places too. */
	const withPlace = (id: string, place: string) => {
		const usual = byPlace.get(`${id} `);
		return usual?.facts.places?.isPlace(place) ? usual : undefined;
	};
	return (organizationId, { provider, region = "" }) => {
		if (!provider.startsWith(ownPrefix)) return byPlace.get(`${provider} ${region}`) ?? withPlace(provider, region);
		return region === "" ? custom.find(organizationId, provider.slice(ownPrefix.length)) : undefined;
	};
}

const ownPrefix = "custom:";
