import { and, desc, eq, gte, lt, type SQL } from "drizzle-orm";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import type { AuditEntry, AuditFilter } from "./model";
import { auditEntries } from "./schema";

interface Asked extends AuditFilter {
	organizationId: string;
}

const usualLimit = 50;

/** One page of an organization's changes, newest first. Throws DomainError 400 `invalid_cursor`. */
export async function listChanges(
	db: Db,
	{ organizationId, limit = usualLimit, cursor, ...filter }: Asked,
): Promise<{ entries: AuditEntry[]; nextCursor: string | null }> {
	const rows = await db
		.select()
		.from(auditEntries)
		.where(
			and(
				eq(auditEntries.organizationId, organizationId),
				cursor === undefined ? undefined : lt(auditEntries.id, readCursor(cursor)),
				...conditions(filter),
			),
		)
		.orderBy(desc(auditEntries.id))
		.limit(limit + 1);
	const page = rows.slice(0, limit);
	return { entries: page.map(present), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function conditions(filter: Omit<AuditFilter, "limit" | "cursor">): (SQL | undefined)[] {
	const { from, to, ...exact } = filter;
	return [
		exact.actorId === undefined ? undefined : eq(auditEntries.actorId, exact.actorId),
		exact.subjectKind === undefined ? undefined : eq(auditEntries.subjectKind, exact.subjectKind),
		exact.subjectId === undefined ? undefined : eq(auditEntries.subjectId, exact.subjectId),
		exact.projectId === undefined ? undefined : eq(auditEntries.projectId, exact.projectId.toLowerCase()),
		exact.action === undefined ? undefined : eq(auditEntries.action, exact.action),
		exact.requestId === undefined ? undefined : eq(auditEntries.requestId, exact.requestId),
		from === undefined ? undefined : gte(auditEntries.at, new Date(from)),
		to === undefined ? undefined : lt(auditEntries.at, new Date(to)),
	];
}

function readCursor(text: string): string {
	if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
	throw new DomainError("invalid_cursor", 400, "cursor: give back nextCursor of the previous page, unchanged.");
}

function present(row: typeof auditEntries.$inferSelect): AuditEntry {
	const { id, at, action, projectId, before, after, requestId } = row;
	return {
		id,
		at: at.toISOString(),
		actor: { kind: row.actorKind, id: row.actorId, name: row.actorName, role: row.role },
		action,
		subject: { kind: row.subjectKind, id: row.subjectId, name: row.subjectName },
		projectId,
		before,
		after,
		requestId,
	};
}
