import { renderAnthropicError } from "../proxy/dialects/anthropic-messages";
import { openaiChat } from "../proxy/dialects/openai-chat";
import { openai } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { headerKey } from "./authentication/header-key";
import { createProvider } from "./create-provider";
import type { Guarded } from "./guarded-fetch";
import { openaiPaths } from "./openai-paths";
import { type PathTable, under } from "./paths";
import type { Provider, ProviderFacts, World } from "./provider";
import type { customProviders } from "./schema";

export type CustomRow = typeof customProviders.$inferSelect;

interface Family {
	paths: PathTable;
	renderError: ProviderFacts["renderError"];
	testHeaders?: Readonly<Record<string, string>>;
}

/** Clients of either family count the version to the path or to the base URL; both are known. */
const families: Record<CustomRow["family"], Family> = {
	openai: {
		paths: { ...openaiPaths(openai), ...under("v1/", openaiPaths(openai)) },
		renderError: openaiChat.renderError,
	},
	anthropic: {
		paths: { ...anthropicPaths, ...under("v1/", anthropicPaths) },
		renderError: renderAnthropicError,
		testHeaders: { "anthropic-version": "2023-06-01" },
	},
};

const headers = {
	bearer: "authorization",
	"x-api-key": "x-api-key",
	"api-key": "api-key",
	none: "authorization",
} as const;
const allPlaces = ["authorization", "x-api-key", "api-key"] as const;

/** A provider from a row. Its spans say `custom:<slug>`, for which no price book has prices. */
export function customProvider(row: CustomRow, world: World, guarded: Guarded): Provider {
	const header = headers[row.keyStyle];
	const { testHeaders, ...family } = families[row.family];
	const facts: ProviderFacts = {
		...family,
		test: { path: /\/v\d+$/.test(row.baseUrl) ? "models" : "v1/models", headers: testHeaders },
		id: `custom:${row.slug}`,
		name: row.name,
		baseUrl: row.baseUrl,
		hosts: [new URL(row.baseUrl).host],
		authentication: headerKey({ header, also: allPlaces.filter((place) => place !== header) }),
		...(row.keyStyle === "none" && { keyOptional: true }),
		// What an abort means there is not known; cutting off is what the caller of a server of one's own expects.
		onCallerLeft: "cancel",
		keyVariables: [],
	};
	const [provider] = createProvider(facts, world);
	if (provider === undefined) throw new Error("A provider has at least one door.");
	return { ...provider, door: `/custom/${row.slug}/`, ...guarded, customId: row.id };
}
