import { expect, test } from "bun:test";
import { LimitReached, RequestTooLarge } from "../../../server/src/limits/limit-reached";
import { isRefusedByLimit } from "../../../web/src/calls/refusal";
import { sampleCall } from "./sample-call";

const refused = { status: "error", firstByteMs: null } as const;
const limit = { id: "1", organizationId: "o", scope: "project", targetId: "p", measure: "tokens", max: 1 } as const;
const standing = (waitMs: number | undefined) =>
	({ limit, waitMs }) as ConstructorParameters<typeof LimitReached>[0][0];

test.each([
	new LimitReached([standing(1000)]),
	new LimitReached([standing(undefined)]),
	new RequestTooLarge("body", { bytes: 2, max: 1 }),
	new RequestTooLarge("headers", { bytes: 2, max: 1 }),
])("a limit refused it: %s", ({ code, status }) => {
	expect(isRefusedByLimit(sampleCall(1, { ...refused, httpStatus: status, errorType: code }))).toBe(true);
});

test.each([
	["a provider's own limit, which is an answer", { errorType: "rate_limit_exceeded", firstByteMs: 2 }],
	["another refusal of the gateway", { errorType: "no_provider_key" }],
	["a provider that is not there", { errorType: "upstream_unreachable" }],
	["an error without a name", { errorType: null }],
	["a call that went well", { status: "ok", errorType: null }],
] as const)("no limit refused %s", (_, change) => {
	expect(isRefusedByLimit(sampleCall(1, { ...refused, httpStatus: 429, ...change }))).toBe(false);
});
