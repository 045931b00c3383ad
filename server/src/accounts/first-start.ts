import { and, eq, sql } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import { type Auth, hashLinkToken } from "./auth";
import { createOrganization } from "./home";
import { members, projects, users } from "./schema";

/** A person who has just started a server needs time to find the link; the console is theirs. */
const firstLinkLifetimeMs = 60 * 60 * 1000;

interface FirstStart {
	/** Signs in the owner, once, within an hour. Absent when the owner has signed in before. */
	signInUrl?: string;
	/** The address to ask for further links with. */
	email: string;
}

/**
 * Makes what an empty database needs: the organization and project `default`, which calls from this machine without a lens
 * key belong to, and their owner. As long as the owner has never signed in, every start gives a new link.
 */
export async function firstStart({
	db,
	auth,
	publicUrl,
	ownerEmail,
}: {
	db: Db;
	auth: Auth;
	publicUrl: string;
	/** Given to the owner when they are made; an owner who is there already keeps their address. */
	ownerEmail: string;
}): Promise<FirstStart> {
	const owner = await ensureOwner(db, ownerEmail);
	if (owner.emailVerified) return { email: owner.email };
	return { email: owner.email, signInUrl: await createSignInUrl({ auth, publicUrl, email: owner.email }) };
}

async function ensureOwner(db: Db, ownerEmail: string): Promise<{ email: string; emailVerified: boolean }> {
	return db.transaction(async (tx) => {
		// Servers that share a database may start at the same time.
		await tx.execute(sql`select pg_advisory_xact_lock(hashtext('lensai first start'))`);
		const [known] = await tx
			.select({ email: users.email, emailVerified: users.emailVerified })
			.from(projects)
			.innerJoin(members, and(eq(members.organizationId, projects.organizationId), eq(members.role, "owner")))
			.innerJoin(users, eq(users.id, members.userId))
			.where(eq(projects.takesLoopback, true))
			.limit(1);
		if (known) return known;
		const id = Bun.randomUUIDv7();
		await tx.insert(users).values({ id, email: ownerEmail, name: "Owner" });
		await createOrganization(tx, {
			owner: { id, email: ownerEmail },
			name: "default",
			takesLoopback: true,
			by: { kind: "server", id: "first-start", name: "LensAI" },
		});
		return { email: ownerEmail, emailVerified: false };
	});
}

/** A link like those that are mailed, without the mail. */
export async function createSignInUrl({
	auth,
	publicUrl,
	email,
	lifetimeMs = firstLinkLifetimeMs,
}: {
	auth: Auth;
	publicUrl: string;
	email: string;
	lifetimeMs?: number;
}): Promise<string> {
	const token = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
	const { internalAdapter } = await auth.$context;
	await internalAdapter.createVerificationValue({
		identifier: hashLinkToken(token),
		value: JSON.stringify({ email }),
		expiresAt: new Date(Date.now() + lifetimeMs),
	});
	const url = new URL(`${publicUrl}/api/auth/magic-link/verify`);
	url.search = new URLSearchParams({ token, callbackURL: "/", errorCallbackURL: "/sign-in" }).toString();
	return url.href;
}
