import { resourceIn } from "../providers/create-provider";
import { apiOf, type FoundPath, pathForModel, pathOfApi } from "../providers/find-path";
import type { TargetProvider } from "../providers/named";
import type { BodyChange } from "../providers/paths";
import { keysNameOf, type Provider } from "../providers/provider";
import type { Target } from "../targets/model";
import type { Entered } from "./enter";
import type { ProviderKeys } from "./provider-key";
import type { ReadCall } from "./read-call";
import { Refusal } from "./refusal";

/** A call as it came, before it is known where it goes. */
export interface CallAtDoor {
	method: string;
	entered: Entered;
	read: ReadCall;
}

/** How a call gets to one target. */
export interface Way extends Pick<ReadCall, "baseUrl" | "host" | "path" | "query" | "dialect"> {
	provider: Provider;
	/** The provider is the one whose door was used: what the caller sent for it, credentials included, may go there. */
	isDoors: boolean;
	/** What is asked for; undefined: what the caller's body says. */
	model: string | undefined;
	/** The body has to name it, because it names another one. */
	changesBody: boolean;
	/** What it has to become besides. */
	changing: BodyChange | undefined;
	/** A key of the vault that the route names. */
	keyId: string | undefined;
}

export interface Finding {
	targetProvider: TargetProvider;
	providerKeys: ProviderKeys;
}

/** The way to a target, or why there is none. `model`: what to ask for, where that is known. */
export function findWay(call: CallAtDoor, target: Target, model: string | undefined, deps: Finding): Way | string {
	const { method, entered, read } = call;
	const { organizationId } = entered.caller;
	const { region } = target;
	const isDoors = target.provider === entered.provider.id;
	const provider = isDoors && region === undefined ? entered.provider : deps.targetProvider(organizationId, target);
	if (provider === undefined) return "there is no such provider any more";
	const found = isDoors ? pathAtDoors(call, target) : pathElsewhere(call, provider, model);
	if (found === undefined) return declined(call, provider);
	const keyId = target.providerKeyId;
	const site =
		provider === entered.provider && region === undefined
			? { baseUrl: read.baseUrl, host: read.host, path: found.path }
			: siteAt(provider, found.path, { organizationId, keyId, region, isDoors, ...deps });
	if (typeof site === "string") return site;
	const changesBody = found.modelIn === "body" && model !== undefined && model !== read.request?.model;
	const dialect = provider.dialectOf(method, site.path);
	return {
		...site,
		query: queryFor(read.query, { isDoors, keyId }),
		dialect,
		provider,
		isDoors,
		model,
		changesBody,
		changing: found.changing,
		keyId,
	};
}

function pathAtDoors({ method, entered, read }: CallAtDoor, { model }: Target): FoundPath | undefined {
	const { path } = read;
	return model === undefined
		? { path, modelIn: "body" }
		: pathForModel(entered.provider.facts.paths, { method, path }, model);
}

function pathElsewhere({ method, entered, read }: CallAtDoor, { facts }: Provider, model: string | undefined) {
	const api = apiOf(entered.provider.facts.paths, { method, path: read.path });
	return api === undefined ? undefined : pathOfApi(facts, { method, api, model, streams: read.request?.stream });
}

function declined({ method, entered, read }: CallAtDoor, { facts, name }: Provider): string {
	const api = apiOf(entered.provider.facts.paths, { method, path: read.path });
	return (api && facts.declines?.[api]) ?? `${name} does not take this kind of call`;
}

interface Keeping extends Finding {
	organizationId: string;
	keyId: string | undefined;
	region: string | undefined;
	isDoors: boolean;
}

const noHeaders = new Headers();

/** The place behind a provider's own door: the one that the target names; else, where keys are for one resource, that of the key. */
function siteAt(provider: Provider, path: string, { organizationId, keyId, region, isDoors, providerKeys }: Keeping) {
	const { facts, hosts, key, name } = provider;
	const isPlaced = region !== undefined || !isDoors;
	let place = (isPlaced && facts.places?.lead(path, region)) || path;
	if (region === undefined && facts.keysPerResource && hosts === facts.hosts) {
		const bound = providerKeys.hostsOf({ organizationId, provider: keysNameOf(provider), id: keyId }) ?? key?.hosts;
		const resource = resourceIn(hosts, bound ?? []);
		if (resource === undefined) return `there is no key for ${name} that would say which resource is meant`;
		place = `${resource}/${path}`;
	}
	try {
		return provider.locate(place, noHeaders);
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
}

/** What of a query means the same at every provider. All else, credentials among it, stays behind. */
const portable = /^(?:alt|beta)=/;

function queryFor(query: string, { isDoors, keyId }: Pick<Way, "isDoors" | "keyId">): string {
	if (query === "" || (isDoors && keyId === undefined)) return query;
	const kept = query
		.slice(1)
		.split("&")
		.filter((pair) => (isDoors ? !/^key=/i.test(pair) : portable.test(pair)));
	return kept.length === 0 ? "" : `?${kept.join("&")}`;
}
