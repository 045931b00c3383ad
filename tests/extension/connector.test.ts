import { afterEach, describe, expect, test } from "bun:test";
import { apiClient } from "../../extension/src/api/client";
import { type CallCache, callCache, type Memory } from "../../extension/src/connection/call-cache";
import { type Connector, createConnector } from "../../extension/src/connection/connector";
import { type KeyStore, keyStore } from "../../extension/src/connection/key-store";
import type { Status } from "../../extension/src/status/state";
import { aCall } from "./calls";
import { goodKey, startLensServer } from "./lens-server";
import { secretsInMemory } from "./secrets";

const hasty = { silenceMs: 150, backoff: { firstMs: 10, maxMs: 40 }, settleMs: 60 };
const never = 60_000;

interface Desk {
	connector: Connector;
	keys: KeyStore;
	cache: CallCache;
	/** Resolves with the first status, from now on, that `holds` is true of. */
	until(holds: (status: Status) => boolean): Promise<Status>;
}

let desks: Desk[] = [];
afterEach(() => {
	for (const { connector } of desks) connector.stop();
	desks = [];
});

function memory(): Memory {
	const kept = new Map<string, unknown>();
	return {
		get: <Value>(name: string) => kept.get(name) as Value | undefined,
		update: async (name, value) => void kept.set(name, value),
	};
}

function sitDown(serverUrl: () => string, patience = { ...hasty, silenceMs: never }): Desk {
	const waiting = new Set<(status: Status) => void>();
	const keys = keyStore(secretsInMemory());
	const cache = callCache(memory());
	const connector = createConnector({
		serverUrl,
		keys,
		cache,
		openApi: async (connection) => apiClient(connection),
		show(status) {
			for (const look of waiting) look(status);
		},
		report: () => undefined,
		patience,
	});
	const until = (holds: (status: Status) => boolean) =>
		new Promise<Status>((resolve) => {
			const look = (status: Status) => {
				if (!holds(status)) return;
				waiting.delete(look);
				resolve(status);
			};
			waiting.add(look);
			look(connector.status());
		});
	const desk = { connector, keys, cache, until };
	desks.push(desk);
	return desk;
}

async function connected(serverUrl: string, patience?: typeof hasty): Promise<Desk> {
	const desk = sitDown(() => serverUrl, patience);
	await desk.keys.save(serverUrl, goodKey);
	await desk.connector.connect();
	await desk.until(({ link, today }) => link === "live" && today !== undefined);
	return desk;
}

describe("connecting", () => {
	test("without a key asks the server nothing", async () => {
		using server = startLensServer();
		const { connector } = sitDown(() => server.url);
		await connector.connect();
		expect(connector.status()).toEqual({ link: "signedOut", serverUrl: server.url });
		expect(server.asked).toEqual([]);
	});

	test("shows the cached call at once, and then what the server says", async () => {
		using server = startLensServer();
		server.calls.push(aCall({ id: "newer", startedAt: "2026-11-22T11:00:00.000Z" }));
		const desk = sitDown(() => server.url);
		await desk.keys.save(server.url, goodKey);
		await desk.cache.save(server.url, aCall({ id: "cached" }));
		const first = desk.until(({ link }) => link === "connecting");
		await desk.connector.connect();
		expect((await first).lastCall?.id).toBe("cached");
		const status = await desk.until(({ lastCall }) => lastCall?.id === "newer");
		expect(status).toMatchObject({ link: "live", project: "shop", today: { calls: 1 } });
	});

	test("stops for good when the key is refused", async () => {
		using server = startLensServer();
		const desk = sitDown(() => server.url);
		await desk.keys.save(server.url, "lk_revoked");
		await desk.connector.connect();
		await desk.until(({ link }) => link === "refused");
		const asked = server.asked.length;
		// Time is what is tested: that in five times the longest wait no further try is made.
		await Bun.sleep(5 * hasty.backoff.maxMs);
		expect(server.asked).toHaveLength(asked);
	});

	test("sends a key to no other server than its own when the setting changes", async () => {
		using own = startLensServer();
		using other = startLensServer();
		let serverUrl = own.url;
		const desk = sitDown(() => serverUrl);
		await desk.keys.save(own.url, goodKey);
		await desk.connector.connect();
		await desk.until(({ link }) => link === "live");
		serverUrl = other.url;
		await desk.connector.connect();
		expect(desk.connector.status().link).toBe("signedOut");
		expect(other.asked).toEqual([]);
	});
});

describe("following", () => {
	test("shows a call as soon as the stream has it, and counts it", async () => {
		using server = startLensServer();
		const { until } = await connected(server.url);
		server.say(aCall({ id: "live", startedAt: new Date().toISOString() }));
		const status = await until(({ lastCall }) => lastCall?.id === "live");
		expect(status.today).toMatchObject({ calls: 1, costPicoUsd: 4_200_000_000n });
	});

	test("lets the server correct today's figures once it has settled", async () => {
		using server = startLensServer();
		const { until } = await connected(server.url);
		server.say(aCall({ startedAt: new Date().toISOString() }));
		server.calls.push(aCall(), aCall(), aCall());
		await until(({ today }) => today?.calls === 3);
	});

	test("reads anew when the server says that calls were missed", async () => {
		using server = startLensServer();
		const { until } = await connected(server.url);
		server.calls.push(aCall({ id: "missed" }));
		server.sayReset();
		await until(({ lastCall, today }) => lastCall?.id === "missed" && today?.calls === 1);
	});

	test("comes back after a lost stream and gets what it missed", async () => {
		using server = startLensServer();
		const { until } = await connected(server.url);
		server.say(aCall({ id: "first" }));
		await until(({ lastCall }) => lastCall?.id === "first");
		server.hangUp();
		server.say(aCall({ id: "second" }));
		await until(({ link }) => link === "stale");
		await until(({ link, lastCall }) => link === "live" && lastCall?.id === "second");
		expect(server.asked.filter(({ path }) => path.endsWith("/live")).at(-1)?.lastEventId).toBe("1");
	});

	test("takes a silent stream for dead, and opens another", async () => {
		using server = startLensServer();
		const { until } = await connected(server.url, hasty);
		await until(({ link }) => link === "stale");
		await until(({ link }) => link === "live");
	});

	test("keeps a stream that only beats", async () => {
		using server = startLensServer();
		const { connector } = await connected(server.url, hasty);
		// Time is what is tested: more than two silences long, with a beat in each third of one.
		for (let beat = 0; beat < 8; beat++) {
			server.heartbeat();
			await Bun.sleep(hasty.silenceMs / 3);
		}
		expect(connector.status().link).toBe("live");
		expect(server.asked.filter(({ path }) => path.endsWith("/live"))).toHaveLength(1);
	});

	test("keeps the last call while the server is gone, and is live again when it is back", async () => {
		const server = startLensServer();
		const { until } = await connected(server.url);
		server.say(aCall({ id: "kept" }));
		await until(({ lastCall }) => lastCall?.id === "kept");
		server[Symbol.dispose]();
		const gone = await until(({ link }) => link === "gone");
		expect(gone).toMatchObject({ reason: "nothing listens there", lastCall: { id: "kept" } });
		using _back = startLensServer({ port: Number(new URL(server.url).port) });
		await until(({ link }) => link === "live");
	});
});

describe("disconnecting", () => {
	test("forgets the key and the last call, and closes the stream", async () => {
		using server = startLensServer();
		const { connector, keys, cache } = await connected(server.url);
		await cache.save(server.url, aCall());
		await connector.disconnect();
		expect(connector.status()).toEqual({ link: "signedOut", serverUrl: server.url });
		expect(await keys.read(server.url)).toBeUndefined();
		expect(cache.read(server.url)).toBeUndefined();
		while (server.listeners() > 0) await Bun.sleep(5);
	});
});

describe("the cache", () => {
	test("gives a server's last call to nobody but that server", async () => {
		const cache = callCache(memory());
		await cache.save("http://a", aCall());
		expect(cache.read("http://a")?.id).toBe(aCall().id);
		expect(cache.read("http://b")).toBeUndefined();
	});

	test("does not keep whom a call was made for, nor from where", async () => {
		const cache = callCache(memory());
		const labels = { user: "ada@example.com", session: "chat-7f3a", tags: ["ada"], callSite: "src/secret.ts:1" };
		await cache.save("http://a", aCall(labels));
		expect(cache.read("http://a")).toMatchObject({ user: null, session: null, tags: [], callSite: null });
	});

	test("does not keep the text of an error, which may quote the prompt", async () => {
		const cache = callCache(memory());
		await cache.save("http://a", aCall({ status: "error", errorMessage: "invalid content: my secret prompt" }));
		expect(cache.read("http://a")?.errorMessage).toBeNull();
	});
});
