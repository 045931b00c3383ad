import type { Caller } from "../keys/caller";
import { refusalFor } from "../keys/refusal-for";
import type { Provider } from "../providers/provider";
import type { ProviderKeys } from "../proxy/provider-key";
import type { ModelBook } from "./model-book";
import type { ListedModel } from "./present-models";
import { takesPlainNames } from "./speakers";

interface Knowing {
	/** One for each door. */
	providers: readonly Provider[];
	providerKeys: ProviderKeys;
	book: ModelBook;
}

/** What a caller could use through the unified door without a key of its own. */
export interface UsableProviders {
	/** By the name that the door takes. */
	listFor(caller: Caller, at: Date): ListedModel[];
	/** Those that know a model by the price book, and those of them that could be called at once. */
	knowing(caller: Caller, model: string, at: Date): { all: Provider[]; withKey: Provider[] };
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
	/** The server's key, or one of the organization's, whatever host it is bound to. */
	const hasKey = ({ organizationId }: Caller, { id, key }: Provider) =>
		key !== undefined || providerKeys.hostsOf({ organizationId, provider: id }) !== undefined;
	return {
		listFor: (caller, at) =>
			named
				.filter((provider) => hasKey(caller, provider))
				.flatMap((provider) =>
					book
						.models(provider.priceBook ?? provider.id, at)
						.filter(({ id }) => isAllowed(caller, provider, id, at))
						.map((model) => ({ ...model, id: `${provider.id}/${model.id}`, owner: provider.id })),
				),
		knowing(caller, model, at) {
			const all = named.filter(
				(provider) =>
					isAllowed(caller, provider, model, at) && book.knows(provider.priceBook ?? provider.id, model, at),
			);
			return { all, withKey: all.filter((provider) => hasKey(caller, provider)) };
		},
	};
}
