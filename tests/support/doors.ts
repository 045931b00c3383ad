import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { startGateway, type TestGateway } from "./gateway";
import { ask, type RawAnswer } from "./http-client";
import { answering, type Exchange, startUpstream, type Upstream } from "./upstream";

const awsKeys = JSON.stringify({ accessKeyId: "AKIDPROVIDER", secretAccessKey: "provider-secret" });
const secretOf = (id: string) => (id === "bedrock" ? awsKeys : `provider-key-of-${id}`);

export type Headers = [name: string, value: string][];

/** Every built-in door, all of them at one upstream. */
export interface TestDoors {
	upstream: Upstream;
	/** Each provider has a key of the server's: `provider-key-of-<id>`, but for Bedrock. */
	gateway: TestGateway;
	/** The same without keys. */
	keyless: TestGateway;
	/** Sends a call and gives what reached the provider, also as one text; undefined when nothing did. */
	sent(target: string, headers: Headers, through?: TestGateway): Promise<Sent>;
	forget(): void;
	close(): Promise<void>;
}

interface Sent {
	answer: RawAnswer;
	reached: Exchange | undefined;
	text: string | undefined;
}

export async function startDoors(): Promise<TestDoors> {
	const upstream = await startUpstream(answering("{}"));
	const root = new URL(upstream.url).origin;
	const others = builtInProviders.filter(({ id }) => id !== "openai");
	const world = { fetch, clock: () => Date.UTC(2026, 10, 22) };
	const open = (withKeys: boolean) =>
		startGateway({
			upstreamUrl: upstream.url,
			providerKey: withKeys ? secretOf("openai") : undefined,
			providers: others.flatMap((facts) =>
				createProvider(facts, world, {
					upstream: root,
					key: withKeys ? { secret: secretOf(facts.id), hosts: [new URL(root).host] } : undefined,
				}),
			),
		});
	const [gateway, keyless] = await Promise.all([open(true), open(false)]);
	return {
		upstream,
		gateway,
		keyless,
		async sent(target, headers, through = gateway) {
			const before = upstream.requests.length;
			const body = JSON.stringify({ model: "m", messages: [] });
			const all: Headers = [["content-type", "application/json"], ...headers];
			const answer = await ask(through.port, { target, headers: all, body });
			const reached = upstream.requests.slice(before).at(-1);
			return { answer, reached, text: reached && wholeText(reached) };
		},
		forget() {
			gateway.forget();
			keyless.forget();
		},
		async close() {
			await Promise.all([gateway.close(), keyless.close()]);
			upstream.close();
		},
	};
}

function wholeText({ head, target }: Exchange): string {
	return `${target}\n${head.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}`;
}

/** What an AWS client sends that signs with this access key id. */
export function signature(accessKeyId: string): string {
	return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff`;
}

export function basic(text: string): string {
	return `Basic ${Buffer.from(text).toString("base64")}`;
}

/** A call's path at the doors of Gemini and Azure. */
export const geminiPath = "/gemini/v1beta/models/g:generateContent";
export const azurePath = "/azure/res/openai/deployments/d/chat/completions?api-version=2024-10-21";
