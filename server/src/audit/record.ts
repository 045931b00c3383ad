import type { Role } from "../accounts/rights";
import type { Viewer } from "../accounts/viewer";
import type { Tx } from "../stores/postgres/open";
import { auditEntries } from "./schema";

/** Who makes a change, as the audit log names them ever after. */
export interface Actor {
	organizationId: string;
	kind: "user" | "key" | "token" | "server";
	id: string;
	/** Their address or name at that time. */
	name: string;
	role: Role | undefined;
	requestId: string | undefined;
}

/** What can be changed, and the word that its actions begin with. */
export type SubjectKind =
	| "organization"
	| "project"
	| "member"
	| "invitation"
	| "team"
	| "key"
	| "providerKey"
	| "adminKey"
	| "provider"
	| "route"
	| "limit"
	| "price"
	| "repricing"
	| "budget";

export interface Change {
	/** `key.created`: the kind, and what happened to it. */
	action: `${SubjectKind}.${string}`;
	subject: { id: string; name?: string };
	/** Absent for what belongs to the organization. */
	projectId?: string;
	/** As it was and as it is, in the shape that the API shows it; absent when it did not exist, or does not any more. */
	before?: object;
	after?: object;
}

/**
 * Writes what was changed, and who did it, in the transaction that changes it: there is never one without the other. With both
 * states only the members that differ are kept; when none does, nothing is written. Throws when a state names a secret:
 * that is a fault of the caller, and the change does not happen.
 */
export async function recordChange(tx: Tx, by: Actor, change: Change): Promise<void> {
	const { action, subject, projectId } = change;
	const before = readable(change.before);
	const after = readable(change.after);
	const differing = before && after ? differences(before, after) : { before, after };
	if (before && after && Object.keys(differing.after ?? {}).length === 0) return;
	await tx.insert(auditEntries).values({
		id: Bun.randomUUIDv7(),
		organizationId: by.organizationId,
		actorKind: by.kind,
		actorId: by.id,
		actorName: by.name,
		role: by.role,
		action,
		subjectKind: action.slice(0, action.indexOf(".")),
		subjectId: subject.id,
		subjectName: subject.name,
		projectId,
		before: differing.before,
		after: differing.after,
		requestId: by.requestId,
	});
}

/** The viewer as an actor. `set` is the one of the route's context, where the request's id stands. */
export function actorOf(viewer: Viewer, set: { headers: Record<string, unknown> }): Actor {
	const { organization, user, keyId, subject, role } = viewer;
	const requestId = set.headers["x-request-id"];
	const common = {
		organizationId: organization.id,
		role,
		requestId: typeof requestId === "string" ? requestId : undefined,
	};
	if (user !== undefined) return { ...common, kind: "user", id: user.id, name: user.email };
	if (keyId !== undefined) return { ...common, kind: "key", id: keyId, name: viewer.keyName ?? keyId };
	return { ...common, kind: "token", id: subject ?? "", name: subject ?? "token" };
}

type State = Record<string, unknown>;

/** Names that stand for a secret or for what one can be found from; the shapes of the API have none of them. */
const secretNames = new Set([
	"secret",
	"hash",
	"oldHash",
	"token",
	"tokenHash",
	"password",
	"apiKey",
	"credential",
	"sealed",
	"ciphertext",
	"privateKey",
]);
const lensKey = /lk_[0-9A-Za-z]{49}/g;

/** A state as it is stored: plain JSON without what is undefined. A lens key that somebody wrote into a name is cut. */
function readable(state: object | undefined): State | undefined {
	if (state === undefined) return undefined;
	const text = JSON.stringify(state, (name, value) => {
		if (secretNames.has(name))
			throw new Error(`An audit entry was to hold the member ${name}, which is a secret's name.`);
		return value;
	});
	return JSON.parse(text.replace(lensKey, (secret) => `${secret.slice(0, 8)}…`));
}

function differences(before: State, after: State): { before: State; after: State } {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	const differing = names.filter((name) => !Bun.deepEquals(before[name] ?? null, after[name] ?? null));
	const only = (state: State) => Object.fromEntries(differing.map((name) => [name, state[name] ?? null]));
	return { before: only(before), after: only(after) };
}
