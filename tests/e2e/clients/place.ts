import { startServer, type TestServer } from "../../support/server";
import { type OwnerSession, signIn } from "../../support/sign-in";
import { type Behaviour, startUpstream, type Upstream } from "../../support/upstream";
import { installPython } from "./environment";

/** Making the environment included, in milliseconds. */
export const openingMs = 10 * 60_000;
/** How long a provider may be silent, in milliseconds; one that bills what its client did not wait for is waited for as long. */
const silenceMs = 1000;
export const providerKey = "provider-key";

/** The real server in front of a provider that says what it is told to, and all that a client is given. */
export interface Place {
	/** The interpreter that knows the Python clients. */
	python: string;
	/** OpenAI, Anthropic and Gemini in one. */
	upstream: Upstream;
	server: TestServer;
	owner: OwnerSession;
	lensKey: string;
	/** Resolves to the server's exit code. */
	close(): Promise<number>;
}

export async function openPlace(behaviour: Behaviour): Promise<Place> {
	const python = await installPython();
	const upstream = await startUpstream(behaviour);
	const { origin } = new URL(upstream.url);
	const server = await startServer({
		env: {
			LENSAI_UPSTREAM_OPENAI: upstream.url,
			LENSAI_UPSTREAM_ANTHROPIC: origin,
			LENSAI_UPSTREAM_GEMINI: origin,
			LENSAI_UPSTREAM_TIMEOUT_MS: String(silenceMs),
			OPENAI_API_KEY: providerKey,
			ANTHROPIC_API_KEY: providerKey,
			GEMINI_API_KEY: providerKey,
		},
	});
	const owner = await signIn(server);
	return {
		python,
		upstream,
		server,
		owner,
		lensKey: (await owner.createKey("tests")).secret,
		async close() {
			upstream.close();
			return server.stop();
		},
	};
}
