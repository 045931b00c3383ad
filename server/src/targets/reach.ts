import { connect } from "node:net";

/** Whether somebody takes connections at a URL's host and port, found out within so many milliseconds. */
export type Reach = (url: URL, withinMs: number) => Promise<boolean>;

/** A host that was reached just now need not be asked again. */
const freshMs = 1000;
const maxKnown = 1000;

interface Known {
	askedAtMs: number;
	answer: Promise<boolean>;
}

/**
 * Tells a host that cannot be connected to from one that thinks: a connection is opened and closed, without a byte. `fetch` does not
 * tell when its own connection stands, unless its body is a stream, which costs 30 µs a call (Bun 1.4.5); this is asked only of calls that have waited
 * for a while, and once a second for each host. `addressOf` gives the address to connect to.
 */
export function createReach(addressOf: (url: URL) => Promise<string> = async ({ hostname }) => hostname): Reach {
	const known = new Map<string, Known>();

	return (url, withinMs) => {
		const now = performance.now();
		const last = known.get(url.host);
		if (last !== undefined && now - last.askedAtMs < freshMs) return last.answer;
		if (known.size >= maxKnown) known.clear();
		const answer = addressOf(url).then(
			(address) => canConnect(address, portOf(url), withinMs),
			() => false,
		);
		known.set(url.host, { askedAtMs: now, answer });
		return answer;
	};
}

function portOf({ port, protocol }: URL): number {
	return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
}

function canConnect(hostname: string, port: number, withinMs: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port });
		const end = (reached: boolean) => {
			clearTimeout(timer);
			socket.destroy();
			resolve(reached);
		};
		const timer = setTimeout(end, withinMs, false);
		socket.once("connect", () => end(true));
		socket.once("error", () => end(false));
	});
}
