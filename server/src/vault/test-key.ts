import { DomainError } from "../errors";
import type { ProviderKey } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import { Refusal } from "../proxy/refusal";
import type { Fetch } from "../proxy/send";
import type { KeyTest } from "./model";

const patienceMs = 15_000;

/** Where a key is tested. `hosts`: what it is bound to, which for some providers names the resource. */
export function testUrlOf({ facts, hosts: ofProvider, locate }: Provider, hosts: readonly string[]): string {
	const { path, baseUrl } = facts.test;
	const isOverridden = ofProvider !== facts.hosts;
	if (isOverridden) return `${locate("", new Headers()).baseUrl}/${path}`;
	const base = facts.keysPerResource ? `https://${hosts[0]}` : (baseUrl ?? facts.baseUrl);
	return `${base}/${path}`;
}

interface Testing {
	provider: Provider;
	/** Opens the key for a host. */
	open: (host: string) => Promise<ProviderKey>;
	hosts: readonly string[];
	fetch: Fetch;
}

/** One cheap real call. Says what failed, in our words: a provider's own could repeat the key. */
export async function testProviderKey({ provider, open, hosts, fetch }: Testing): Promise<KeyTest> {
	const startedAt = performance.now();
	const url = testUrlOf(provider, hosts);
	const { host } = new URL(url);
	const done = (result: Pick<KeyTest, "ok" | "message"> & { httpStatus?: number }): KeyTest => ({
		httpStatus: null,
		...result,
		durationMs: Math.round(performance.now() - startedAt),
	});
	try {
		const headers: Record<string, string> = { accept: "application/json", ...provider.facts.test.headers };
		await provider.authentication.authorize(await open(host), { method: "GET", url, headers, body: null });
		const signal = AbortSignal.timeout(patienceMs);
		const send = provider.fetch ?? fetch;
		const response = await send(url, { method: "GET", headers, signal, redirect: "manual" });
		await response.body?.cancel();
		return done({ httpStatus: response.status, ...verdict(response.status, provider.name, host) });
	} catch (error) {
		return done({ ok: false, message: failureText(error, host) });
	}
}

function verdict(status: number, name: string, host: string): Pick<KeyTest, "ok" | "message"> {
	if (status >= 200 && status < 300) return { ok: true, message: `${name} accepts the key.` };
	if (status === 401 || status === 403)
		return {
			ok: false,
			message: `${name} refuses the key (${status}): it is wrong, was revoked, or may not list models.`,
		};
	if (status === 429)
		return { ok: true, message: `${name} knows the key, but its limit is used up at the moment (429).` };
	if (status >= 300 && status < 400)
		return {
			ok: false,
			message: `${host} sends calls elsewhere (${status}), which is not followed. Check the base URL.`,
		};
	if (status === 404) return { ok: false, message: `${host} has no list of models there (404). Check the base URL.` };
	if (status >= 500) return { ok: false, message: `${name} has trouble of its own (${status}). Try again later.` };
	return { ok: false, message: `${name} answered ${status}, which says neither yes nor no.` };
}

function failureText(error: unknown, host: string): string {
	if (error instanceof Refusal || error instanceof DomainError) return error.message;
	if (error instanceof Error && error.name === "TimeoutError") return `${host} did not answer within 15 seconds.`;
	const code = error instanceof Error && "code" in error ? ` (${error.code})` : "";
	return `${host} could not be reached${code}.`;
}
