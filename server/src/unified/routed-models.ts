import type { Caller } from "../keys/caller";
import { refusalFor } from "../keys/refusal-for";
import type { TargetProvider } from "../providers/named";
import { keysNameOf, type Provider } from "../providers/provider";
import type { ProviderKeys } from "../proxy/provider-key";
import type { Target } from "../targets/model";
import type { ModelBook } from "./model-book";
import type { ListedModel } from "./present-models";
import { speakerOf } from "./speakers";

/** A route, as far as it names models. */
export interface NamingRoute {
	name: string;
	policy: { targets: readonly Target[] };
}

export interface NamingModels {
	targetProvider: TargetProvider;
	providerKeys: Pick<ProviderKeys, "hostsOf">;
	book: ModelBook;
}

/**
 * What the routes that serve a caller add to the list: their own names, and the models that their targets ask for, those of the
 * organization's own servers among them. Where the price book does not know a model, its price is not known either.
 */
export function modelsOfRoutes(
	routes: readonly NamingRoute[],
	caller: Caller,
	deps: NamingModels & { at: Date },
): ListedModel[] {
	return routes.flatMap(({ name, policy }) => {
		const named = policy.targets.flatMap((target) => {
			const model = target.weight === 0 ? undefined : modelOf(target, caller, deps);
			return model === undefined ? [] : [model];
		});
		// With a slash in it, a name stands for a provider and its model.
		const isCallable = named.length > 0 && !name.includes("/");
		const models = named.filter(({ id }) => id !== undefined) as ListedModel[];
		return isCallable ? [{ id: name, owner: "route", deprecated: false, pricing: undefined }, ...models] : models;
	});
}

/** Without an `id`: a model that this door has no name for. Undefined: the caller may not, or cannot, use it. */
type NamedModel = Omit<ListedModel, "id"> & { id: string | undefined };

function modelOf(target: Target, caller: Caller, deps: NamingModels & { at: Date }): NamedModel | undefined {
	const { targetProvider, book, at } = deps;
	const { model } = target;
	const provider = targetProvider(caller.organizationId, target);
	if (model === undefined || provider === undefined || speakerOf(provider) === undefined) return undefined;
	const wanted = { provider: provider.id, model, environment: undefined, at: at.getTime() };
	if (refusalFor(caller, wanted) !== undefined || !hasKey(provider, target, caller, deps)) return undefined;
	// What a deployment is called says nothing sure of its model.
	const priced = provider.priceBook === undefined || provider.facts.keysPerResource ? undefined : provider.priceBook;
	const pricing = priced === undefined ? undefined : book.priceOf(priced, model, at);
	return { id: nameAtDoor(target, model), owner: provider.id, deprecated: false, pricing };
}

function hasKey(
	provider: Provider,
	{ providerKeyId: id }: Target,
	{ organizationId }: Caller,
	{ providerKeys }: NamingModels,
): boolean {
	if (providerKeys.hostsOf({ organizationId, provider: keysNameOf(provider), id }) !== undefined) return true;
	return id === undefined && (provider.key !== undefined || provider.keyOptional);
}

/** Undefined where a name here says more than a target does: Azure's resource, Vertex AI's project. */
function nameAtDoor({ provider, region }: Target, model: string): string | undefined {
	if (provider === "vertex" || (provider === "azure" && region === undefined)) return undefined;
	const [first, slug] = provider.split(/:(.*)/s);
	return [first, slug, region, model].filter((part) => part !== undefined && part !== "").join("/");
}
