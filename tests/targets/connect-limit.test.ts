import { afterEach, describe, expect, test } from "bun:test";
import type { Send } from "../../server/src/targets/attempt";
import type { Candidate } from "../../server/src/targets/choose-targets";
import { until } from "../support/until";
import { answering, type Behaviour, hanging } from "../support/upstream";
import { answered, type Providers, readAll, startProviders, unanswered } from "./sending";

const open: Providers[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

async function providers(behaviours: Record<string, Behaviour>): Promise<Providers> {
	const started = await startProviders(behaviours);
	open.push(started);
	return started;
}

const good = answering('{"ok":true}');

describe("the limit for connecting", () => {
	const timeouts = { connectMs: 50, firstByteMs: 150, totalMs: 5000 };

	test("holds where the host takes no connections, and costs nothing", async () => {
		const { call, of } = await providers({ a: hanging });
		const asked: number[] = [];
		const reaches = async (_: Candidate, withinMs: number) => {
			asked.push(withinMs);
			return false;
		};
		const sent = unanswered(await call({ reaches, policy: { timeouts } }));
		expect(sent.attempts).toMatchObject([{ error: "connect_timeout", billing: "none" }]);
		expect(asked).toEqual([25]);
		await of("a").requests[0]?.closed;
	});

	test("is over when the host takes connections", async () => {
		const { call } = await providers({ a: hanging });
		const sent = unanswered(await call({ reaches: async () => true, policy: { timeouts } }));
		expect(sent.attempts).toMatchObject([{ error: "first_byte_timeout", billing: "unknown" }]);
	});

	test("is over when the answer has begun, whatever the host says then", async () => {
		const { call } = await providers({ a: good });
		const asked = Promise.withResolvers<boolean>();
		const reaches = () => asked.promise;
		const slow: Send = async (_, signal) => {
			await until(() => wasAsked);
			return fetch("data:application/json,{}", { signal });
		};
		let wasAsked = false;
		const asking = () => {
			wasAsked = true;
			return reaches();
		};
		const sent = answered(await call({ send: slow, reaches: asking, policy: { timeouts } }));
		asked.resolve(false);
		await asked.promise;
		expect((await readAll(sent)).bytes.toString()).toBe("{}");
	});

	test("is none where nobody can tell", async () => {
		const { call } = await providers({ a: hanging });
		expect(unanswered(await call({ policy: { timeouts } })).error).toBe("first_byte_timeout");
	});
});
