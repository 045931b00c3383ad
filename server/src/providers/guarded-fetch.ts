import { isLoopbackHost } from "../config";
import { DomainError } from "../errors";
import { Refusal } from "../proxy/refusal";
import type { Fetch } from "../proxy/send";
import { createReach, type Reach } from "../targets/reach";
import type { AddressGuard } from "./address-guard";

/** What connects to hosts that users named. */
export interface Guarded {
	fetch: Fetch;
	reach: Reach;
}

export function guarded(guard: AddressGuard, fetch: Fetch): Guarded {
	return { fetch: guardedFetch(guard, fetch), reach: createReach(async (url) => (await guard.require(url))[0]) };
}

/** To this machine a call says that it was passed on (RFC 7239): it may be to this server, where the machine's own calls need no key. */
const passedOn = { forwarded: "for=unknown" };

/**
 * A `fetch` for URLs that users named. It looks the host up, checks what it finds, and connects to that very address, so a name
 * that stands for another address a moment later (DNS rebinding) changes nothing; the certificate is checked for the name.
 * Redirects are not followed. Throws Refusal 502 `address_refused`.
 */
export function guardedFetch(guard: AddressGuard, fetch: Fetch): Fetch {
	return async (url, init) => {
		const target = new URL(url);
		const [address] = await guard.require(target).catch((error: unknown) => {
			throw error instanceof DomainError ? new Refusal(502, "address_refused", error.message) : error;
		});
		const { hostname, host } = target;
		const isV6 = address.includes(":");
		target.hostname = isV6 ? `[${address}]` : address;
		// `fetch` takes the header's word for the request, and `serverName` for the certificate (Bun 1.4.5).
		const headers = {
			...Object.fromEntries(new Headers(init.headers)),
			host,
			...(isLoopbackHost(address) && passedOn),
		};
		const isSecure = target.protocol === "https:" && hostname !== target.hostname;
		const tls = isSecure ? { tls: { serverName: hostname } } : {};
		return fetch(target.href, { ...init, headers, redirect: "manual", ...tls } as RequestInit);
	};
}
