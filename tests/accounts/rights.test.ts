import { describe, expect, test } from "bun:test";
import {
	mayGrant,
	projectRightsIn,
	type Role,
	readRole,
	rights,
	rightsOf,
	roles,
} from "../../server/src/accounts/rights";
import { rightsOfKey, scopes } from "../../server/src/keys/scopes";
import { readSource } from "../repository/imports";

describe("a role", () => {
	test.each<[Role, Role[]]>([
		["owner", ["owner", "admin", "developer", "billing", "viewer"]],
		["admin", ["admin", "developer", "billing", "viewer"]],
		["developer", ["developer", "viewer"]],
		["billing", ["billing"]],
		["viewer", ["viewer"]],
	])("%s covers %j", (role, covered) => {
		expect(roles.filter((each) => mayGrant(rightsOf(role), each))).toEqual(covered);
	});

	test.each(["Owner", "root", "", null, 1, [["owner"]]])("is none of the five: %j", (text) => {
		expect(readRole(text)).toBeUndefined();
	});
});

test("an owner may do everything", () => {
	expect([...rightsOf("owner")].sort()).toEqual([...rights].sort());
});

test("the guide's table says what the code's says", () => {
	const rows = [
		...readSource("docs/guides/members-and-keys.md").matchAll(
			/^\| (`[^|]+)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm,
		),
	];
	const documented = rows.flatMap(([, names = "", ...marks]) =>
		[...(names.split(":")[0] ?? "").matchAll(/`([^`]+)`/g)].map(([, right]) => {
			return [
				right,
				["owner", "admin", "developer", "billing", "viewer"].filter((_, index) => marks[index]?.includes("●")),
			];
		}),
	);
	const coded = rights.map((right) => [right, roles.filter((role) => rightsOf(role).has(right))]);
	expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(coded));
});

describe("a key's rights", () => {
	test("are never more than its creator's, and never of the whole organization", () => {
		for (const role of roles) {
			const held = rightsOfKey(scopes, role);
			for (const right of held) expect(rightsOf(role).has(right)).toBe(true);
			expect(projectRightsIn(held)).toEqual(held);
		}
		expect(rightsOfKey(scopes, undefined).size).toBe(0);
	});

	test("are one set for all keys alike", () => {
		expect(rightsOfKey(["read", "gateway"], "admin")).toBe(rightsOfKey(["gateway", "read"], "admin"));
	});
});
