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
