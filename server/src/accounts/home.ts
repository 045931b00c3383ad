import { asc, eq } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import type { Db, Tx } from "../stores/postgres/open";
import { insertProject } from "./projects";
import { members, organizations, users } from "./schema";

/**
 * The organization that a user signs in to: the first one of theirs, or, for somebody who is a member nowhere, one of their own
 * with the project `default`. The user's row is locked meanwhile, so sign-ins at the same time make one.
 */
export async function ensureHome(db: Db, userId: string): Promise<string> {
	return db.transaction(async (tx) => {
		const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("update");
		if (!user) throw new Error("A session was to be made for a user that does not exist.");
		const [membership] = await tx
			.select({ organizationId: members.organizationId })
			.from(members)
			.where(eq(members.userId, userId))
			.orderBy(asc(members.createdAt))
			.limit(1);
		if (membership) return membership.organizationId;
		return createOrganization(tx, {
			owner: user,
			name: user.email.split("@")[0] || "home",
			takesLoopback: false,
			by: { kind: "user", id: userId, name: user.email },
		});
	});
}

interface NewOrganization {
	owner: { id: string; email: string };
	name: string;
	/** Calls from this machine without a lens key belong to its project. */
	takesLoopback: boolean;
	by: Pick<Actor, "kind" | "id" | "name">;
}

/** An organization with its owner and the project `default`. Gives the organization's id. */
export async function createOrganization(tx: Tx, { owner, name, takesLoopback, by }: NewOrganization): Promise<string> {
	const organizationId = Bun.randomUUIDv7();
	const memberId = Bun.randomUUIDv7();
	const actor: Actor = { ...by, organizationId, role: "owner", requestId: undefined };
	await tx.insert(organizations).values({ id: organizationId, name, slug: organizationId });
	await tx.insert(members).values({ id: memberId, organizationId, userId: owner.id, role: "owner" });
	await recordChange(tx, actor, {
		action: "member.joined",
		subject: { id: memberId, name: owner.email },
		after: { email: owner.email, role: "owner" },
	});
	await insertProject(tx, actor, { name: "default", takesLoopback });
	return organizationId;
}
