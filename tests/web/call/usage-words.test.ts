import { expect, test } from "bun:test";
import { describeUsage } from "../../../web/src/call/usage-words";

const counted = { usageState: null, cache: null, inputTokens: 10, outputTokens: 20 } as const;
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
