import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { IPv6, parse as parseAddress } from "ipaddr.js";
import { DomainError } from "../errors";

/** Every address that a name stands for, as text. Rejects for a name that there is not. */
export type Resolve = (host: string) => Promise<string[]>;

export const resolveByDns: Resolve = async (host) =>
	(await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/** Which networks an address that a user named may lie in. */
export interface AddressGuard {
	/**
	 * The addresses behind a URL's host, all of them allowed. Throws DomainError `address_refused` (400) when one is not, or when
	 * there are none; the message names no address, so it tells nothing of the network here.
	 */
	require(url: URL): Promise<[string, ...string[]]>;
}

interface GuardOptions {
	/** Networks of one's own, this machine included; never what clouds keep their machines' secrets behind. */
	allowPrivate: boolean;
	resolve?: Resolve;
}

/** Ranges of ipaddr.js that belong to whoever runs this server. */
const privateRanges = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/**
 * Public in form, but answered by the cloud that the machine runs in: Azure's WireServer
 * (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16), and metadata services in ranges that
 * `allowPrivate` opens: Alibaba's 100.100.100.200, AWS's fd00:ec2::254, Google's fd20:ce::254 (2026-11-22).
 */
const metadata = new Set(["168.63.129.16", "100.100.100.200", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"]);

export function createAddressGuard({ allowPrivate, resolve = resolveByDns }: GuardOptions): AddressGuard {
	return {
		async require(url) {
			const host = url.hostname.replace(/^\[|\]$/g, "");
			const addresses = isIP(host) ? [host] : await resolve(host).catch(() => []);
			const [first, ...rest] = addresses;
			if (first === undefined) throw refused(`${host} is no name of a host that can be looked up.`);
			for (const address of addresses) {
				const kind = kindOf(address);
				if (kind === "never") throw refused(`${host} stands for an address that no provider has.`);
				if (kind === "private" && !allowPrivate) {
					throw refused(
						`${host} stands for an address in a private network or on this machine. LENSAI_ALLOW_PRIVATE_UPSTREAMS=true, where the server runs, allows that.`,
					);
				}
				if (kind === "public" && url.protocol !== "https:")
					throw refused(`${host} is on the internet: use https, so that keys and prompts are not sent in clear.`);
			}
			return [first, ...rest];
		},
	};
}

/** Addresses of IPv6 that stand for one of IPv4 are never taken: nobody writes a provider's address so. */
export function kindOf(text: string): "public" | "private" | "never" {
	const address = parseAddress(text.split("%", 1)[0] ?? text);
	if (metadata.has(address.toString())) return "never";
	const range = address.range();
	if (range === "unicast") return address instanceof IPv6 && !isGivenOut(address) ? "never" : "public";
	return privateRanges.has(range) ? "private" : "never";
}

/**
 * Only 2000::/3 is: IANA's registry, as in https://sources.debian.org/src/python-netaddr/1.3.0-1/netaddr/ip/ipv6-address-space.xml
 * (2026-11-22). Below it lies `::7f00:1`, an old way to write 127.0.0.1, which ipaddr.js 2.5.0 counts among the others.
 */
function isGivenOut({ parts: [first = 0] }: IPv6): boolean {
	return first >> 13 === 1;
}

function refused(why: string): DomainError {
	return new DomainError("address_refused", 400, why);
}
