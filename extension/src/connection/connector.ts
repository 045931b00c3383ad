import type { Api, Connection } from "../api/client";
import { failureWords } from "../api/failures";
import { follow, type Patience } from "../live/follow";
import { reduce, type Status, type StatusEvent } from "../status/state";
import type { CallCache } from "./call-cache";
import type { KeyStore } from "./key-store";

export interface ConnectorParts {
	/** The server's address as set now. */
	serverUrl(): string;
	keys: KeyStore;
	cache: CallCache;
	/** Takes a promise, so that the client's code is loaded only when there is a key. */
	openApi(connection: Connection): Promise<Api>;
	show(status: Status): void;
	report(line: string): void;
	patience: Patience;
}

export interface Connector {
	/** Follows the server as set, with the key it has; anew when it is already followed. Never throws. */
	connect(): Promise<void>;
	/** Forgets the key and the last call. */
	disconnect(): Promise<void>;
	status(): Status;
	stop(): void;
}

/** Holds the status of one editor window, and follows the server that its settings name. */
export function createConnector(parts: ConnectorParts): Connector {
	const { serverUrl, keys, cache, openApi, show, report, patience } = parts;
	let status: Status = { link: "signedOut", serverUrl: serverUrl() };
	let stopFollowing: (() => void) | undefined;
	let round = 0;

	function dispatch(event: StatusEvent) {
		const next = reduce(status, event);
		if (next === status) return;
		status = next;
		show(status);
	}

	function stop() {
		round++;
		stopFollowing?.();
		stopFollowing = undefined;
	}

	async function connect() {
		stop();
		const thisRound = round;
		const url = serverUrl();
		dispatch({ type: "connecting", serverUrl: url, lastCall: cache.read(url) });
		try {
			const key = await keys.read(url);
			if (thisRound !== round) return;
			if (!key) return dispatch({ type: "signedOut", serverUrl: url });
			const api = await openApi({ serverUrl: url, key });
			if (thisRound === round) stopFollowing = follow({ api, dispatch, report, patience });
		} catch (error) {
			report(`cannot connect: ${failureWords(error)}`);
			if (thisRound === round) dispatch({ type: "signedOut", serverUrl: url });
		}
	}

	async function disconnect() {
		stop();
		const url = serverUrl();
		dispatch({ type: "signedOut", serverUrl: url });
		await keys.remove(url);
		await cache.clear();
	}

	return { connect, disconnect, status: () => status, stop };
}
