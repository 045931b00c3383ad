import { t } from "elysia";
import { Name } from "../accounts/model";

/** A provider as the dashboard lists it. */
export const ProviderShown = t.Object({
	/** What routes, limits of lens keys and calls name it by: `openai`, `custom:<slug>`. */
	id: t.String(),
	/** What its keys are kept under: an id, or `custom:<row>`. */
	keysName: t.String(),
	name: t.String(),
	/** Where its paths begin at the gateway, e.g. `/openai/v1/`. */
	door: t.String(),
	/** The base URL's path for clients of OpenAI's chat API, e.g. `/groq/openai/v1`; null where there is none, or it names a resource. */
	openaiPath: t.Nullable(t.String()),
	/** What may stand in the door for another place of the same provider; often there is none. */
	regions: t.Array(t.String()),
	/** Where a route's target may send its calls, beside the usual place; null: nowhere else. */
	places: t.Nullable(
		t.Object({
			/** What one is called. */
			word: t.UnionEnum(["region", "resource"]),
			known: t.Array(t.String()),
			/** Others than the known ones are taken too. */
			open: t.Boolean(),
		}),
	),
	/** Where they go: the built-in base URL, or what overrides it. */
	baseUrl: t.String(),
	/** What overrides it, if something does: a variable of the server. */
	overriddenBy: t.Nullable(t.String()),
	/** What stands for the key of a caller who sends a lens key in its place, besides the organization's own keys. */
	serverKey: t.UnionEnum(["set", "not-needed", "none"]),
	/** The variables that the server's own key is read from. */
	keyVariables: t.Array(t.String()),
	/** How a key of this provider is written: one text, or a JSON text. */
	keyForm: t.UnionEnum(["text", "aws", "google"]),
	/** A key belongs to one resource, whose name has to be given. */
	keysPerResource: t.Boolean(),
	onCallerLeft: t.UnionEnum(["cancel", "drain"]),
	/** The row of a custom provider. */
	customId: t.Nullable(t.String()),
});
export type ProviderShown = typeof ProviderShown.static;

export const NewCustomProvider = t.Object({
	name: Name,
	/** In its door: `/custom/<slug>/…`. */
	slug: t.String({ pattern: "^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$" }),
	/** The way its own clients are told it: with `/v1` for most servers that speak OpenAI's API. */
	baseUrl: t.String({ maxLength: 500 }),
	/** Whose API it speaks. */
	family: t.UnionEnum(["openai", "anthropic"]),
	/** Where it wants its key. */
	keyStyle: t.UnionEnum(["bearer", "x-api-key", "api-key", "none"]),
});
export type NewCustomProvider = typeof NewCustomProvider.static;
