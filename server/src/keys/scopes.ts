import { type Right, type Role, rightsOf } from "../accounts/rights";

/** What a lens key can be for. */
export const scopes = ["gateway", "read", "payloads", "manage"] as const;
export type Scope = (typeof scopes)[number];

/**
 * What each scope may do. An application needs `gateway` and nothing else, so that a key that leaks out of it tells nobody what
 * was said; an editor or a script that watches costs needs `read`; prompts and answers are apart from them in `payloads`.
 * `manage` is for configuration kept as code. No scope makes keys or concerns members: a key that leaked could outlive its
 * own revocation.
 */
const rightsByScope: Readonly<Record<Scope, readonly Right[]>> = {
	gateway: ["gateway.call"],
	read: ["calls.read", "projects.read", "keys.read", "routes.read", "limits.read"],
	payloads: ["payloads.read"],
	manage: ["projects.read", "projects.manage", "routes.read", "routes.manage", "limits.read", "limits.manage"],
};

/** What a key is made with unless it is said: as keys were before they had scopes, since editors and scripts rely on it. */
export const usualScopes: readonly Scope[] = ["gateway", "read", "payloads"];

const granted = new Map<string, ReadonlySet<Right>>();
const nothing: ReadonlySet<Right> = new Set();

/**
 * What a key may do: what its scopes say, as far as the role that its creator has now goes. Nothing when the creator is no
 * member any more. The same set for the same question, so that ten thousand keys share a few.
 */
export function rightsOfKey(held: readonly Scope[], creatorRole: Role | undefined): ReadonlySet<Right> {
	if (creatorRole === undefined) return nothing;
	const question = `${creatorRole} ${scopes.filter((scope) => held.includes(scope))}`;
	const known = granted.get(question);
	if (known !== undefined) return known;
	const ofCreator = rightsOf(creatorRole);
	const answer = new Set(held.flatMap((scope) => rightsByScope[scope]).filter((right) => ofCreator.has(right)));
	granted.set(question, answer);
	return answer;
}

/** Those scopes that somebody with these rights cannot give, because they may not do all of it themselves. */
export function scopesAbove(wanted: readonly Scope[], held: ReadonlySet<Right>): Scope[] {
	return wanted.filter((scope) => rightsByScope[scope].some((right) => !held.has(right)));
}
