import type { SpanKind } from "../journal/span";
import type { LimitStyle } from "../limits/limit-headers";
import type { Dialect, GatewayError } from "../proxy/dialects/dialect";
import type { Fetch } from "../proxy/send";
import type { Authentication, ProviderKey } from "./authentication/authentication";
import type { PathTable } from "./paths";

/** Where one call goes. */
export interface Site {
	/** Without a trailing slash; the path is put behind it. */
	baseUrl: string;
	/** Of `baseUrl`, with a port that is not the scheme's own: what a provider key must be bound to. */
	host: string;
	/** Below `baseUrl`, e.g. `chat/completions`; what dialects read and what is recorded as the operation. */
	path: string;
}

/** What a request to a provider's door says, beside its path, of where it is to go. */
export type Located = Pick<Site, "baseUrl" | "path">;

/**
 * What is true of a provider wherever this server runs: one file under `providers/` for each, with the source of each fact.
 * `createProvider` makes a `Provider` of it.
 */
export interface ProviderFacts {
	/** The first segment of its door, and what a span says. */
	id: string;
	/** As people write it. */
	name: string;
	/** Its id in the price book; absent when nobody publishes prices for it. */
	priceBook?: string;
	/** Behind `/<id>/` at the door where clients count this part to their base URL, e.g. `v1/`. */
	doorPath?: string;
	/** Without a trailing slash. Stands for a default where `locate` finds better. */
	baseUrl: string;
	/** The region that a host serves, where prices may go by it. */
	regionOf?(host: string): string | undefined;
	/** Further base URLs by what stands for them in the door: `/openai/eu/v1/…`. */
	regions?: Readonly<Record<string, string>>;
	/** Finds region or resource in path or headers. Throws Refusal 404 for what cannot be a host of this provider. */
	locate?(path: string, headers: Headers): Located;
	/** The part of a path that `locate` takes off; for servers whose base URL was overridden. */
	strip?(path: string): string;
	/** What its paths begin with where they begin with a version that callers choose, as its current clients have it. */
	apiVersion?: string;
	/** Hosts that its keys may be sent to; `*` stands for one label. */
	hosts: readonly string[];
	/** The keys are for one resource of the user's, whose name (`*` in `hosts`) is asked for with the key. */
	keysPerResource?: true;
	authentication: (world: World) => Authentication;
	/** How a key is written where it is not one text. */
	keyForm?: "aws" | "google";
	/** What a call without a key is: some servers take any. */
	keyOptional?: true;
	paths: PathTable;
	renderError(error: GatewayError): string;
	/** How its clients are told of limits; by default as OpenAI's are. */
	limitStyle?: LimitStyle;
	/**
	 * Whether it stops, and stops charging, when the connection is cut (`cancel`), or goes on and charges all the same, so
	 * that reading on is how the bill becomes known (`drain`).
	 */
	onCallerLeft: "cancel" | "drain";
	/** Environment variables that its own clients read their credentials from, the preferred one first. */
	keyVariables: readonly string[];
	/** The server's own key from these; by default the first that is set. */
	readKey?(variable: (name: string) => string | undefined): KeyInEnvironment | undefined;
	/** The cheapest GET that refuses a wrong key, below `baseUrl`. */
	test: { path: string; baseUrl?: string; headers?: Readonly<Record<string, string>> };
}

/** A key as the environment gives it: itself, or the file that it stands in. */
export type KeyInEnvironment = ServerKey | { file: string };

/** A provider key from the environment. */
export interface ServerKey extends ProviderKey {
	/** Where it may be sent, if that is narrower than all of the provider's hosts. */
	hosts?: readonly string[];
}

/** What some ways of authentication need of the world. */
export interface World {
	fetch: Fetch;
	/** Unix milliseconds. */
	clock: () => number;
}

/** What the gateway has to know of a provider. */
export interface Provider {
	/** Also its price-book id where `priceBook` says nothing else. */
	id: string;
	name: string;
	priceBook: string | undefined;
	/** Where its paths begin at the gateway, e.g. `/openai/v1/`. */
	door: string;
	/** Where a call goes, by its path below the door. Throws Refusal 404. */
	locate(path: string, headers: Headers): Site;
	/** As in `ProviderFacts`, or the host of the URL that overrides it. */
	hosts: readonly string[];
	authentication: Authentication;
	keyOptional: boolean;
	/** The server's own provider key, for callers whose lens key stands in its place and whose organization has none. */
	key: ServerKey | undefined;
	onCallerLeft: "cancel" | "drain";
	/** How to read a call; undefined for a path that passes through unread. */
	dialectOf(method: string, path: string): Dialect | undefined;
	/** What kind of span a request is. */
	kindOf(method: string, path: string): SpanKind;
	/** How this provider's clients expect an error that is the gateway's own. */
	renderError: Dialect["renderError"];
	limitStyle: LimitStyle;
	/** What to connect with, where that is not the gateway's own. */
	fetch?: Fetch;
	/** The row of a custom provider. */
	customId?: string;
	facts: ProviderFacts;
}

/** Under which name the vault keeps keys for it: a custom provider's name may be given to another one later. */
export function keysNameOf({ id, customId }: Pick<Provider, "id" | "customId">): string {
	return customId === undefined ? id : `custom:${customId}`;
}
