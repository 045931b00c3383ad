/** What a member of an organization may be, strongest first. */
export const roles = ["owner", "admin", "developer", "billing", "viewer"] as const;
export type Role = (typeof roles)[number];

interface Holding {
	/** Of one project, or of the whole organization: who is bound to one project never holds the latter. */
	of: "project" | "organization";
	roles: readonly Role[];
}

const everybody = roles;
const all = (of: Holding["of"]): Holding => ({ of, roles: everybody });
const only = (of: Holding["of"], ...held: Role[]): Holding => ({ of, roles: held });

/**
 * The one table of what each role may do. Every route asks for one of these words, and
 * `tests/accounts/routes-and-roles.test.ts` asks every route as every role.
 */
const table = {
	/** Calls through the gateway. */
	"gateway.call": only("project", "owner", "admin", "developer"),
	/** Calls, sums and the live stream, without what was said. */
	"calls.read": all("project"),
	/** What was said in a call. Whoever keeps the books needs amounts, not prompts. */
	"payloads.read": only("project", "owner", "admin", "developer", "viewer"),
	"projects.read": all("project"),
	/** Name, capture and team of a project. */
	"projects.manage": only("project", "owner", "admin"),
	"projects.create": only("organization", "owner", "admin"),
	/** Names and prefixes of lens keys, never a secret. */
	"keys.read": all("project"),
	/** Makes lens keys, and changes, rotates and revokes those of one's own. */
	"keys.create": only("organization", "owner", "admin", "developer"),
	/** The same for everybody's lens keys. */
	"keys.manage": only("organization", "owner", "admin"),
	"members.read": all("organization"),
	"members.invite": only("organization", "owner", "admin"),
	/** Changes roles and removes members. */
	"members.manage": only("organization", "owner", "admin"),
	"teams.manage": only("organization", "owner", "admin"),
	"providerKeys.read": only("organization", "owner", "admin", "developer"),
	"providerKeys.manage": only("organization", "owner", "admin"),
	"routes.read": only("project", "owner", "admin", "developer", "viewer"),
	"routes.manage": only("project", "owner", "admin", "developer"),
	"limits.read": all("project"),
	"limits.manage": only("project", "owner", "admin"),
	"prices.read": all("organization"),
	"prices.manage": only("organization", "owner", "admin", "billing"),
	/** What providers billed, against what was counted here. */
	"reconciliation.read": only("organization", "owner", "admin", "billing"),
	/** Admin keys of providers, and runs on request. */
	"reconciliation.manage": only("organization", "owner", "admin"),
	"audit.read": only("organization", "owner", "admin"),
	"billing.read": only("organization", "owner", "admin", "billing"),
	"billing.manage": only("organization", "owner", "admin", "billing"),
	/** What only an owner may do, and what puts them above an admin: who else is an owner, and whether it goes on at all. */
	"organization.manage": only("organization", "owner"),
} as const satisfies Record<string, Holding>;

export type Right = keyof typeof table;
export const rights = Object.keys(table) as Right[];

const holdingOf = (right: Right): Holding => table[right];

const byRole = new Map<Role, ReadonlySet<Right>>(
	roles.map((role) => [role, new Set(rights.filter((right) => holdingOf(right).roles.includes(role)))]),
);
const none: ReadonlySet<Right> = new Set();

/** What a role may do in its organization. */
export function rightsOf(role: Role): ReadonlySet<Right> {
	return byRole.get(role) ?? none;
}

/** Those of some rights that concern one project. */
export function projectRightsIn(held: ReadonlySet<Right>): ReadonlySet<Right> {
	return new Set([...held].filter((right) => holdingOf(right).of === "project"));
}

/**
 * Whether somebody with these rights may make another one a `role`, or change one who is: only when that role may do nothing
 * that they may not. So an admin neither makes nor removes an owner, and nobody rises by their own hand.
 */
export function mayGrant(held: ReadonlySet<Right>, role: Role): boolean {
	return [...rightsOf(role)].every((right) => held.has(right));
}

/** A role as it stands in the database or in a token; undefined for every other text. */
export function readRole(text: unknown): Role | undefined {
	return roles.find((role) => role === text);
}
