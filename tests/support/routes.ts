import { anthropic } from "../../server/src/providers/anthropic";
import { createProvider } from "../../server/src/providers/create-provider";
import { gemini } from "../../server/src/providers/gemini";
import { groq } from "../../server/src/providers/groq";
import type { Provider } from "../../server/src/providers/provider";
import { createBreakers } from "../../server/src/targets/breakers";
import { wallClock } from "../../server/src/targets/clock";
import { defaultPolicy, type RoutePolicy, type Target } from "../../server/src/targets/model";
import type { RouteRow } from "../../server/src/targets/route-table";
import { callDetail } from "../../server/src/traces/call-detail";
import { chat } from "./chat";
import { readJsonFixture } from "./fixtures";
import { defaultCaller, startGateway, type TestGateway, type TestGatewayOptions } from "./gateway";
import { answering, type Behaviour, startUpstream, type Upstream } from "./upstream";

export const routeName = "fast-chat";

/** Waits and deadlines as short as a test wants them; no retries, unless a test asks for some. */
const quick: Omit<RoutePolicy, "targets"> = {
	timeouts: { connectMs: 500, firstByteMs: 2000, totalMs: 5000 },
	retries: { count: 0, baseMs: 1, maxWaitMs: 50 },
	moveOn: defaultPolicy.moveOn,
};

export function routeRow(targets: readonly Target[], more: Partial<RouteRow & RoutePolicy> = {}): RouteRow {
	const { timeouts, retries, moveOn, ...row } = more;
	const policy = { ...quick, ...(timeouts && { timeouts }), ...(retries && { retries }), ...(moveOn && { moveOn }) };
	return {
		id: Bun.randomUUIDv7(),
		organizationId: defaultCaller.organizationId,
		projectId: null,
		name: routeName,
		changedAtMs: 1,
		...row,
		policy: { ...policy, targets: [...targets] },
	};
}

/** Four providers, each at an upstream of its own; the server has a key for Groq, Gemini and Anthropic. */
export interface TestRouting {
	openai: Upstream;
	groq: Upstream;
	anthropic: Upstream;
	gemini: Upstream;
	/** All four answer well again, and have seen nothing. */
	forget(): void;
	/** A gateway with fresh breakers and these routes. Closed with the rest. */
	gateway(routes: readonly RouteRow[], more?: Partial<TestGatewayOptions>): Promise<TestGateway>;
	close(): Promise<void>;
}

export const serverKeys = { groq: "gsk-server", anthropic: "sk-ant-server", gemini: "gemini-server" };

export async function startRouting(): Promise<TestRouting> {
	const [one, two, three, four] = await Promise.all(Array.from({ length: 4 }, () => startUpstream(answering("{}"))));
	if (!one || !two || !three || !four) throw new Error("There are four upstreams.");
	const world = { fetch, clock: Date.now };
	const at = ({ url }: Upstream, facts: typeof groq, secret: string): Provider[] =>
		createProvider(facts, world, { upstream: new URL(url).origin, key: { secret } });
	const providers = [
		...at(two, groq, serverKeys.groq),
		...at(three, anthropic, serverKeys.anthropic),
		...at(four, gemini, serverKeys.gemini),
	];
	const gateways: TestGateway[] = [];
	return {
		openai: one,
		groq: two,
		anthropic: three,
		gemini: four,
		async gateway(routes, more) {
			const breakers = createBreakers({ now: wallClock });
			const started = await startGateway({ upstreamUrl: one.url, providers, routes, breakers, ...more });
			gateways.push(started);
			return started;
		},
		forget() {
			for (const upstream of [one, two, three, four]) {
				upstream.requests.length = 0;
				upstream.behave(good);
			}
		},
		async close() {
			await Promise.all(gateways.map((each) => each.close()));
			for (const upstream of [one, two, three, four]) upstream.close();
		},
	};
}

export const plainAnswer = readJsonFixture("openai", "plain");
export const good = answering(plainAnswer);
export const refusing = (status: number, headers: Record<string, string> = {}) =>
	answering(JSON.stringify({ error: { message: "busy", type: "server_error" } }), { status, headers });
export const resetting: Behaviour = async (exchange) => {
	await exchange.body();
	exchange.reset();
};

export const first = { provider: "openai", model: "gpt-4o" };
export const second = { provider: "groq", model: "llama-3.3-70b-versatile" };
/** A call that names the route in the place of its model. */
export const routed = (body: object = {}, headers: [string, string][] = []) =>
	chat({ model: routeName, ...body }, headers);

/** `target status-or-error: reason` of each attempt of the only call. */
export async function attemptsOf(gateway: TestGateway): Promise<string[]> {
	const { span } = await gateway.onlyEntry();
	return callDetail(span, undefined).attempts.map(
		({ target, status, error, reason }) => `${target} ${error ?? status ?? "–"}: ${reason}`,
	);
}

/** `target: reason` of each target of the only call, those left out behind a minus. */
export async function targetsOf(gateway: TestGateway): Promise<string[]> {
	const { span } = await gateway.onlyEntry();
	return callDetail(span, undefined).targets.map(
		({ target, reason, leftOut }) => `${leftOut ? "-" : ""}${target}: ${reason}`,
	);
}
