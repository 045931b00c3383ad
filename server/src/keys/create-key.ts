import type { Project } from "../accounts/model";
import type { Right } from "../accounts/rights";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import type { ActiveKey } from "./key-table";
import { readKey } from "./list-keys";
import type { CreatedKey, NewKey } from "./model";
import { readActiveKey } from "./ring-queries";
import { lensKeys } from "./schema";
import { type Scope, scopesAbove, usualScopes } from "./scopes";
import { createSecret, hashSecret, prefixOf } from "./secret";

interface Creating {
	project: Project;
	wanted: Omit<NewKey, "projectId">;
	pepper: string;
	/** The user who makes it, and answers for it. */
	createdBy: string;
	/** What they may do. */
	rights: ReadonlySet<Right>;
	actor: Actor;
}

/**
 * Makes a key. `shown` is the only place that holds its secret; `active` is what the key ring keeps. Throws DomainError
 * `scope_above_role` (403) or `invalid_expiry` (400).
 */
export async function createKey(
	db: Db,
	{ project, wanted, pepper, createdBy, rights, actor }: Creating,
): Promise<{ shown: CreatedKey; active: ActiveKey }> {
	const scopes = wanted.scopes ?? [...usualScopes];
	requireScopes(scopes, rights);
	const secret = createSecret();
	const id = Bun.randomUUIDv7();
	const row = {
		id,
		projectId: project.id,
		name: wanted.name,
		prefix: prefixOf(secret),
		hash: hashSecret(pepper, secret),
		scopes,
		providers: wanted.providers,
		models: wanted.models,
		environments: wanted.environments,
		expiresAt: readFuture("expiresAt", wanted.expiresAt),
		createdBy,
	};
	return db.transaction(async (tx) => {
		await tx.insert(lensKeys).values(row);
		const shown = await readKey(tx, id);
		await recordChange(tx, actor, {
			action: "key.created",
			subject: { id, name: wanted.name },
			projectId: project.id,
			after: shown,
		});
		return { shown: { ...shown, secret }, active: await readActiveKey(tx, id) };
	});
}

/** Throws DomainError `scope_above_role` (403) when a scope may do what whoever gives it may not. */
export function requireScopes(wanted: readonly Scope[], rights: ReadonlySet<Right>): void {
	const above = scopesAbove(wanted, rights);
	if (above.length === 0) return;
	throw new DomainError(
		"scope_above_role",
		403,
		`A key cannot do more than whoever makes it: your role does not cover the scope ${above.join(", ")}.`,
	);
}

/** Throws DomainError `invalid_expiry` (400) for a moment that has passed. */
export function readFuture<Absent extends null | undefined>(member: string, at: string | Absent): Date | Absent {
	if (at === null || at === undefined) return at;
	const moment = new Date(at);
	if (moment.getTime() > Date.now()) return moment;
	throw new DomainError("invalid_expiry", 400, `${member}: give a moment in the future.`);
}
