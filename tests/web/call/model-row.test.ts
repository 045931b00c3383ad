import { expect, test } from "bun:test";
import { nameModel } from "../../../web/src/call/model-row";

test.each([
	["Model asked for", null, null],
	["Model sent", "01a20739-e8a1-7510-b102-bbbc4727f81f", 2],
	["Model asked for", "01a20739-e8a1-7510-b102-bbbc4727f81f", 0],
])("%s: the route is %p and was tried %p times", (name, routeId, attemptCount) => {
	expect(nameModel({ routeId, attemptCount })).toBe(name);
});
