import { DomainError } from "../errors";
import type { ProviderKey } from "../providers/authentication/authentication";
import { keysNameOf, type Provider } from "../providers/provider";
import { NotSent } from "../targets/attempt";
import { withFormModel } from "../targets/with-form-model";
import { withMembers } from "../targets/with-members";
import { withModel } from "../targets/with-model";
import type { UsageAsker } from "./ask-for-usage";
import type { Entered } from "./enter";
import type { Way } from "./find-way";
import { headersElsewhere, headersWithoutKey } from "./headers-elsewhere";
import { type ProviderKeys, requireProviderKey } from "./provider-key";
import type { ReadCall } from "./read-call";
import { Refusal } from "./refusal";
import type { Fetch, Line } from "./send";
import { type Sent, sendCall } from "./send-call";

export interface CallToTarget {
	request: Request;
	/** The caller's, without what is for the gateway. */
	headers: Readonly<Record<string, string>>;
	entered: Entered;
	read: ReadCall;
}

export interface TargetSending {
	providerKeys: ProviderKeys;
	fetch: Fetch;
	askerOf(provider: Provider): UsageAsker;
}

/** Sends a call to one target; stops when the signal aborts. Throws NotSent where that cannot be done, and what `fetch` throws. */
export async function sendToTarget(
	way: Way,
	call: CallToTarget,
	signal: AbortSignal,
	{ providerKeys, fetch, askerOf }: TargetSending,
): Promise<Sent> {
	const { request, entered, read } = call;
	const { provider, isDoors } = way;
	try {
		const found = keyFor(way, entered, providerKeys);
		const key = found instanceof Promise ? await found : found;
		return await sendCall({
			request,
			headers: headersFor(way, call.headers),
			read: readFor({ ...way, path: pathFor(way, key) }, read, call.headers["content-type"] ?? ""),
			provider,
			key,
			place: isDoors ? entered.place : undefined,
			line: lineTo(provider.fetch ?? fetch, signal),
			asker: askerOf(provider),
		});
	} catch (error) {
		if (error instanceof Refusal || error instanceof DomainError) throw new NotSent(error.message);
		throw error;
	}
}

/** The caller's own credential, or the one that stands for it, goes to the provider whose door was used and to no other. */
function keyFor(
	way: Way,
	entered: Entered,
	providerKeys: ProviderKeys,
): ProviderKey | undefined | Promise<ProviderKey | undefined> {
	const { provider, host, isDoors, keyId } = way;
	const { organizationId } = entered.caller;
	if (keyId !== undefined)
		return namedKey({ organizationId, provider: keysNameOf(provider), host, id: keyId }, providerKeys);
	if (isDoors && entered.place === undefined && provider.facts.keysPerResource && host !== entered.address.host)
		throw new NotSent(`the caller's own key is not for ${host}`);
	if (isDoors && entered.keyMissing !== undefined) throw entered.keyMissing;
	if (isDoors && (entered.place === undefined || host === entered.address.host)) return entered.key;
	return requireProviderKey({ organizationId, provider, host, providerKeys });
}

/** Some paths name the project that pays, and only its key says which that is. */
function pathFor({ path, provider }: Way, key: ProviderKey | undefined): string {
	const { places } = provider.facts;
	if (places?.inProject === undefined) return path;
	const found = places.inProject(path, key && provider.authentication.projectOf?.(key));
	if (found === undefined) throw new NotSent(`the key for ${provider.name} does not say of which project it is`);
	return found;
}

function headersFor({ isDoors, keyId, provider }: Way, headers: CallToTarget["headers"]): Record<string, string> {
	if (!isDoors) return headersElsewhere(headers);
	return keyId === undefined ? { ...headers } : headersWithoutKey(headers, provider.authentication);
}

/** The call as it is sent there. Throws NotSent for another model than a body can be made to name. */
function readFor(way: Way, read: ReadCall, contentType: string): ReadCall {
	const { baseUrl, host, path, query, dialect, model, changesBody, changing } = way;
	const request = read.request && { ...read.request, model: model ?? read.request.model };
	const sent = { ...read, baseUrl, host, path, query, dialect, request };
	if (changing === undefined && (!changesBody || model === undefined)) return sent;
	let body = read.body instanceof Uint8Array ? read.body : undefined;
	if (changesBody && model !== undefined) body &&= withModel(body, model) ?? withFormModel(body, contentType, model);
	if (changing !== undefined) body &&= withMembers(body, changing);
	if (body === undefined)
		throw new NotSent("its body is no JSON object and no form, so it cannot be made to name another model");
	return { ...sent, body };
}

async function namedKey(named: Parameters<ProviderKeys["find"]>[0], providerKeys: ProviderKeys): Promise<ProviderKey> {
	const found = await providerKeys.find(named);
	if (found !== undefined) return found;
	throw new NotSent(`the key that the route names is gone, or is not for ${named.host}`);
}

function lineTo(fetch: Fetch, signal: AbortSignal): Pick<Line, "send"> {
	return {
		send: (url, sending) => fetch(url, { ...sending, signal, redirect: "manual", timeout: false } as RequestInit),
	};
}
