import { expect, test } from "bun:test";
import { describeUsage } from "../../../web/src/call/usage-words";

const answered = { errorType: null, firstByteMs: 120, attemptCount: null } as const;
const counted = { ...answered, usageState: null, cache: null, inputTokens: 10, outputTokens: 20 } as const;
const silent = { ...counted, inputTokens: null, outputTokens: null } as const;

test("measured, estimated and unknown usage look different", () => {
	expect(describeUsage({ ...counted, usageState: "measured" })?.look).toBe("measured");
	expect(describeUsage({ ...counted, usageState: "estimated" })?.look).toBe("estimated");
	expect(describeUsage(silent)?.look).toBe("unknown");
	expect(describeUsage({ ...silent, cache: "miss" })?.look).toBe("unknown");
});

test("nothing is said of a call that used none, or that is older than what is known of usage", () => {
	expect(describeUsage({ ...silent, cache: "hit" })).toBeUndefined();
	expect(describeUsage(counted)).toBeUndefined();
});

test("of a call that LensAI refused, nothing was sent, which is no provider that told nothing", () => {
	const refused = { ...silent, errorType: "rate_limit_exceeded", firstByteMs: null };
	expect(describeUsage(refused)).toMatchObject({
		name: "No usage",
		meaning: expect.stringContaining("nothing was sent"),
	});
	expect(describeUsage({ ...refused, attemptCount: 0 })?.name).toBe("No usage");
	const sent = [
		{ ...refused, firstByteMs: 120 },
		{ ...refused, attemptCount: 1 },
		{ ...refused, errorType: "upstream_timeout" },
		{ ...refused, errorType: null },
	];
	expect(sent.map((call) => describeUsage(call)?.name)).toEqual(Array(4).fill("Usage unknown"));
});
