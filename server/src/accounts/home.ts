import { asc, eq } from "drizzle-orm";
import type { Db, Tx } from "../stores/postgres/open";
import { members, organizations, projects, users } from "./schema";

/**
 * The organization that a user signs in to: the first one of theirs, or, on the first sign-in, one of their own with the
 * project `default`. The user's row is locked meanwhile, so sign-ins at the same time make one.
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
		return createOrganization(tx, { ownerId: userId, name: user.email.split("@")[0] || "home", takesLoopback: false });
	});
}

interface NewOrganization {
	ownerId: string;
	name: string;
	/** Calls from this machine without a lens key belong to its project. */
	takesLoopback: boolean;
}

/** An organization with its owner and the project `default`. Gives the organization's id. */
export async function createOrganization(tx: Tx, { ownerId, name, takesLoopback }: NewOrganization): Promise<string> {
	const organizationId = Bun.randomUUIDv7();
	await tx.insert(organizations).values({ id: organizationId, name, slug: organizationId });
	await tx.insert(members).values({ id: Bun.randomUUIDv7(), organizationId, userId: ownerId, role: "owner" });
	await tx.insert(projects).values({ id: Bun.randomUUIDv7(), organizationId, name: "default", takesLoopback });
	return organizationId;
}
