import { DomainError } from "../errors";
import type { Caller } from "../keys/caller";
import { refusalFor } from "../keys/refusal-for";
import { isHostOf } from "../providers/create-provider";
import type { Provider } from "../providers/provider";
import { type ProviderKeys, requireProviderKey } from "../proxy/provider-key";
import { Refusal } from "../proxy/refusal";
import type { ModelBook } from "./model-book";
import { takesPlainNames } from "./speakers";

interface Knowing {
	/** One for each door. */
	providers: readonly Provider[];
	providerKeys: ProviderKeys;
	book: ModelBook;
}

/** What a caller could use through the unified door without a key of its own. */
export interface UsableProviders {
	/** By model name, as the provider knows it. */
	listFor(caller: Caller, at: Date): Promise<UsableModel[]>;
	/** Those that know a model by the price book. */
	knowing(caller: Caller, model: string, at: Date): Promise<Provider[]>;
}

export interface UsableModel {
	provider: Provider;
	model: ReturnType<ModelBook["models"]>[number];
}

/**
 * What stands in a provider's part of the price book and cannot be called there by that name: the book has Vertex AI's models,
 * Claude among them, under the same name as the Gemini API's, and a placeholder for the regions of Bedrock's profiles
 * (genai-prices 0.1.8).
 */
const notThere: Readonly<Record<string, string>> = { gemini: "claude-", bedrock: "regional." };

function isThere({ id }: Provider, model: string): boolean {
	const prefix = notThere[id];
	return prefix === undefined || !model.startsWith(prefix);
}

/** Models come from the price book: of a provider that is not in it, or whose models have names of the user's, nothing is listed. */
export function createUsableProviders({ providers, providerKeys, book }: Knowing): UsableProviders {
	// The first door of a provider is the one without a region.
	const builtIn = providers.filter(({ id }, index) => providers.findIndex((each) => each.id === id) === index);
	const named = builtIn.filter((provider) => takesPlainNames(provider) && provider.priceBook !== undefined);
	const isAllowed = (caller: Caller, provider: Provider, model: string, at: Date) =>
		isThere(provider, model) &&
		refusalFor(caller, { provider: provider.id, model, environment: undefined, at: at.getTime() }) === undefined;
	const withKeys = async ({ organizationId }: Caller, among: readonly Provider[]) => {
		const usable = await Promise.all(among.map((provider) => hasKey(provider, organizationId, providerKeys)));
		return among.filter((_, index) => usable[index]);
	};
	return {
		async listFor(caller, at) {
			const usable = await withKeys(caller, named);
			return usable.flatMap((provider) =>
				book
					.models(provider.priceBook ?? provider.id, at)
					.filter(({ id }) => isAllowed(caller, provider, id, at))
					.map((model) => ({ provider, model })),
			);
		},
		knowing(caller, model, at) {
			const known = named.filter(
				(provider) =>
					book.knows(provider.priceBook ?? provider.id, model, at) && isAllowed(caller, provider, model, at),
			);
			return withKeys(caller, known);
		},
	};
}

/** A key that cannot be opened is none here; whoever calls with it is told why. */
async function hasKey(provider: Provider, organizationId: string, providerKeys: ProviderKeys): Promise<boolean> {
	const { host } = provider.locate("", new Headers());
	if (!isHostOf(provider.hosts, host)) return false;
	try {
		return (await requireProviderKey({ organizationId, provider, host, providerKeys })) !== undefined;
	} catch (error) {
		if (error instanceof Refusal || error instanceof DomainError) return false;
		throw error;
	}
}
