import { expect, test } from "bun:test";
import { NotSent, type Send } from "../../server/src/targets/attempt";
import { answering } from "../support/upstream";
import { answered, reasons, startProviders, unanswered } from "./sending";

const good = answering('{"ok":true}');

test("a target to which there is no way for this call is not tried again, and its breaker hears nothing of it", async () => {
	const { call, of, breakers, close } = await startProviders({ bad: good, good });
	const send: Send = async ({ target }, signal) => {
		if (target.provider === "bad") throw new NotSent("there is no key");
		return fetch(`${of("good").url}/chat`, { method: "POST", body: "{}", signal });
	};
	for (let each = 0; each < 6; each++) {
		const sent = answered(await call({ send, policy: { retries: { count: 3, baseMs: 1, maxWaitMs: 1 } } }));
		expect(reasons(sent)).toEqual([
			"bad not_sent: not sent: there is no key: not tried again, moves on to good",
			"good 200: answered",
		]);
		expect(sent.attempts[0]?.billing).toBe("none");
		sent.end({});
	}
	expect(breakers.of("bad").state).toBe("closed");
	const { attempts } = unanswered(await call({ send, targets: [{ provider: "bad" }] }));
	expect(attempts.map(({ error, reason }) => `${error} ${reason}`)).toEqual([
		"not_sent not sent: there is no key: not tried again, and no other target is left",
	]);
	close();
});
