import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { readJsonFixture } from "../support/fixtures";
import { lensKey, startGateway, type TestGateway, type TestGatewayOptions } from "../support/gateway";
import { ask, type RawAnswer } from "../support/http-client";
import { answering, type Exchange, startUpstream, type Upstream } from "../support/upstream";

/** The unified door before a provider that says what it is told, whichever provider is called. */
export interface UnifiedDoors {
	upstream: Upstream;
	gateway: TestGateway;
	/** Sends a call with the lens key where OpenAI's clients put theirs. */
	post(path: string, body: unknown, headers?: [string, string][]): Promise<RawAnswer>;
	get(path: string): Promise<RawAnswer>;
	/** What reached the provider last. */
	reached(): Promise<Reached>;
	close(): Promise<void>;
}

export interface Reached {
	exchange: Exchange;
	/** Path and query. */
	target: string;
	body: unknown;
	text: string;
}

export async function startUnifiedDoors(options: Partial<TestGatewayOptions> = {}): Promise<UnifiedDoors> {
	const upstream = await startUpstream(answering(readJsonFixture("openai", "plain")));
	const root = new URL(upstream.url).origin;
	const world = { fetch, clock: Date.now };
	const others = builtInProviders.filter(({ id }) => id !== "openai");
	const gateway = await startGateway({
		upstreamUrl: upstream.url,
		providerKey: "provider-key-of-openai",
		providers: others.flatMap((facts) =>
			createProvider(facts, world, {
				upstream: root,
				key: { secret: `provider-key-of-${facts.id}`, hosts: [new URL(root).host] },
			}),
		),
		...options,
	});
	const authorization: [string, string] = ["authorization", `Bearer ${lensKey}`];
	return {
		upstream,
		gateway,
		post: (path, body, headers = []) =>
			ask(gateway.port, {
				target: `/v1/${path}`,
				headers: [authorization, ["content-type", "application/json"], ...headers],
				body: typeof body === "string" ? body : JSON.stringify(body),
			}),
		get: (path) => ask(gateway.port, { method: "GET", target: `/v1/${path}`, headers: [authorization] }),
		async reached() {
			const exchange = upstream.requests.at(-1);
			if (exchange === undefined) throw new Error("Nothing reached the provider.");
			const text = Buffer.from(await exchange.body()).toString();
			return { exchange, target: exchange.target, body: JSON.parse(text), text };
		},
		async close() {
			await gateway.close();
			upstream.close();
		},
	};
}
