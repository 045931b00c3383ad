import type { Caller } from "../keys/caller";
import type { Claim, CountedLimit, Demand, Hold, LimitStore, Taking } from "./limit";
import type { LimitBook } from "./limit-book";
import { LimitReached, RequestTooLarge } from "./limit-reached";

/** What the gateway asks of the limits. */
export interface Gate {
	/**
	 * Whether a request is small enough, by its headers and by what it says of its body; before the body is read. Gives how many
	 * bytes its body may have, for one that does not say. Throws RequestTooLarge (413, 431).
	 */
	measure(caller: Caller, request: Request): number;
	/**
	 * Takes of all limits that a call falls under, or of none; undefined when there are none. At once in process; with Redis it
	 * is a promise. Throws, or rejects with, LimitReached (429).
	 */
	admit(caller: Caller, demand: Demand): Hold | undefined | Promise<Hold>;
}

export function createGate({ book, store }: { book: LimitBook; store: LimitStore }): Gate {
	return {
		measure(caller, { headers }) {
			const { maxBodyBytes, maxHeaderBytes } = book.of(caller);
			if (maxHeaderBytes !== Number.POSITIVE_INFINITY) {
				const bytes = headerBytes(headers);
				if (bytes > maxHeaderBytes) throw new RequestTooLarge("headers", { bytes, max: maxHeaderBytes });
			}
			if (maxBodyBytes !== Number.POSITIVE_INFINITY) {
				const bytes = Number(headers.get("content-length") ?? 0);
				if (bytes > maxBodyBytes) throw new RequestTooLarge("body", { bytes, max: maxBodyBytes });
			}
			return maxBodyBytes;
		},
		admit(caller, demand) {
			const { counted } = book.of(caller);
			if (counted.length === 0) return undefined;
			const claims = claimsOf(counted, demand);
			if (claims.length === 0) return undefined;
			const taking = store.take(claims);
			return taking instanceof Promise ? taking.then(heldOf) : heldOf(taking);
		},
	};
}

function claimsOf(limits: readonly CountedLimit[], demand: Demand): Claim[] {
	let tokens: number | undefined;
	const claims: Claim[] = [];
	for (const limit of limits) {
		if (limit.measure === "tokens") tokens ??= demand.tokens();
		const amount = limit.measure === "tokens" ? (tokens ?? 0) : limit.measure === "streams" ? Number(demand.stream) : 1;
		if (amount > 0) claims.push({ limit, amount });
	}
	return claims;
}

function heldOf(taking: Taking): Hold {
	if ("hold" in taking) return taking.hold;
	throw new LimitReached(taking.refused);
}

/** As on the wire: `name: value` and a line's end. */
function headerBytes(headers: Headers): number {
	let bytes = 0;
	headers.forEach((value, name) => {
		bytes += name.length + value.length + 4;
	});
	return bytes;
}
