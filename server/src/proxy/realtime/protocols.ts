import type { Incoming } from "../incoming";
import { holdsLensKey } from "../lens-key-places";

/** A browser cannot set headers on a WebSocket, so OpenAI's clients put the key there. Types of npm `openai` 7.57.0 (2026-11-22) */
const keyProtocol = "openai-insecure-api-key.";

/** The subprotocols that a client offers, in its order. */
export interface Offered {
	/** What goes on to the provider: all but a lens key. */
	protocols: string[];
	/** The key that stands among them. */
	key: string | undefined;
}

/** Reads `Sec-WebSocket-Protocol`: `realtime, openai-insecure-api-key.<key>`. */
export function readOffered(header = ""): Offered {
	const all = header
		.split(",")
		.map((name) => name.trim())
		.filter((name) => name !== "");
	return {
		protocols: all.filter((name) => !holdsLensKey(name)),
		key: all.find((name) => name.startsWith(keyProtocol))?.slice(keyProtocol.length),
	};
}

/**
 * The request as `enter` understands it: a lens key among the subprotocols stands in `Authorization`, where other clients put
 * it. A provider's key there is left alone and goes on as it came.
 */
export function withKeyInHeader(incoming: Incoming, { key }: Offered): Incoming {
	const { said } = incoming;
	if (key === undefined || !holdsLensKey(key) || said.authorization !== undefined) return incoming;
	return { ...incoming, said: { ...said, authorization: `Bearer ${key}` } };
}
