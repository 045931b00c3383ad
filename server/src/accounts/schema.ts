import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { roles } from "./rights";

// People, sessions and organizations are better-auth's: it reads and writes these tables by its own names for the columns
// (`auth.ts`). Ids are UUIDv7 as text, since it compares them with whatever a request holds.

const instant = (column: string) => timestamp(column, { withTimezone: true });
const createdAt = () => instant("created_at").notNull().defaultNow();
const updatedAt = () => instant("updated_at").notNull().defaultNow();
const userId = () =>
	text("user_id")
		.notNull()
		.references(() => users.id, { onDelete: "cascade" });
const organizationId = () =>
	text("organization_id")
		.notNull()
		.references(() => organizations.id, { onDelete: "cascade" });

export const users = pgTable("users", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	email: text("email").notNull().unique(),
	/** Set by the first sign-in. */
	emailVerified: boolean("email_verified").notNull().default(false),
	image: text("image"),
	createdAt: createdAt(),
	updatedAt: updatedAt(),
});

export const sessions = pgTable(
	"sessions",
	{
		id: text("id").primaryKey(),
		token: text("token").notNull().unique(),
		userId: userId(),
		activeOrganizationId: text("active_organization_id"),
		ipAddress: text("ip_address"),
		userAgent: text("user_agent"),
		expiresAt: instant("expires_at").notNull(),
		createdAt: createdAt(),
		updatedAt: updatedAt(),
	},
	(table) => [index().on(table.userId)],
);

/** A user's accounts with identity providers. Magic links need none. */
export const identities = pgTable(
	"identities",
	{
		id: text("id").primaryKey(),
		accountId: text("account_id").notNull(),
		providerId: text("provider_id").notNull(),
		userId: userId(),
		accessToken: text("access_token"),
		refreshToken: text("refresh_token"),
		idToken: text("id_token"),
		accessTokenExpiresAt: instant("access_token_expires_at"),
		refreshTokenExpiresAt: instant("refresh_token_expires_at"),
		scope: text("scope"),
		password: text("password"),
		createdAt: createdAt(),
		updatedAt: updatedAt(),
	},
	(table) => [index().on(table.userId)],
);

/** Magic links that have been sent and not used; the token itself is not stored. */
export const verifications = pgTable(
	"verifications",
	{
		id: text("id").primaryKey(),
		identifier: text("identifier").notNull(),
		value: text("value").notNull(),
		expiresAt: instant("expires_at").notNull(),
		createdAt: createdAt(),
		updatedAt: updatedAt(),
	},
	(table) => [index().on(table.identifier)],
);

export const organizations = pgTable("organizations", {
	id: text("id").primaryKey(),
	name: text("name").notNull(),
	slug: text("slug").notNull().unique(),
	logo: text("logo"),
	metadata: text("metadata"),
	createdAt: createdAt(),
});

export const members = pgTable(
	"members",
	{
		id: text("id").primaryKey(),
		organizationId: organizationId(),
		userId: userId(),
		role: text("role", { enum: roles }).notNull().default("developer"),
		createdAt: createdAt(),
	},
	(table) => [
		uniqueIndex().on(table.userId, table.organizationId),
		index().on(table.organizationId),
		check("members_role", sql`${table.role} in ('owner', 'admin', 'developer', 'billing', 'viewer')`),
	],
);

export const invitations = pgTable(
	"invitations",
	{
		id: text("id").primaryKey(),
		organizationId: organizationId(),
		/** In lower case. */
		email: text("email").notNull(),
		role: text("role", { enum: roles }).notNull(),
		status: text("status", { enum: ["pending", "accepted", "revoked"] })
			.notNull()
			.default("pending"),
		/** SHA-256 of the token in the link that was mailed last. */
		tokenHash: text("token_hash").notNull().unique(),
		/** When that was. */
		sentAt: instant("sent_at").notNull().defaultNow(),
		inviterId: text("inviter_id")
			.notNull()
			.references(() => users.id, { onDelete: "cascade" }),
		expiresAt: instant("expires_at").notNull(),
		createdAt: createdAt(),
	},
	(table) => [
		index().on(table.organizationId),
		index().on(table.email),
		uniqueIndex("invitations_one_pending")
			.on(table.organizationId, table.email)
			.where(sql`${table.status} = 'pending'`),
		check("invitations_role", sql`${table.role} in ('owner', 'admin', 'developer', 'billing', 'viewer')`),
	],
);

/** Named groups of an organization's members. They say who works on what, and limit nobody. */
export const teams = pgTable(
	"teams",
	{
		id: uuid("id").primaryKey(),
		organizationId: organizationId(),
		name: text("name").notNull(),
		createdAt: createdAt(),
	},
	(table) => [uniqueIndex().on(table.organizationId, table.name)],
);

export const teamMembers = pgTable(
	"team_members",
	{
		teamId: uuid("team_id")
			.notNull()
			.references(() => teams.id, { onDelete: "cascade" }),
		memberId: text("member_id")
			.notNull()
			.references(() => members.id, { onDelete: "cascade" }),
	},
	(table) => [primaryKey({ columns: [table.teamId, table.memberId] }), index().on(table.memberId)],
);

export const projects = pgTable(
	"projects",
	{
		id: uuid("id").primaryKey(),
		organizationId: organizationId(),
		/** The team that works on it. */
		teamId: uuid("team_id").references(() => teams.id, { onDelete: "set null" }),
		name: text("name").notNull(),
		capture: text("capture", { enum: ["full", "metadata", "off"] })
			.notNull()
			.default("full"),
		/** Calls from this machine without a lens key belong to it. One project at most. */
		takesLoopback: boolean("takes_loopback").notNull().default(false),
		createdAt: createdAt(),
		/** When something that the key ring holds was changed. */
		changedAt: instant("changed_at").notNull().defaultNow(),
	},
	(table) => [
		index().on(table.organizationId),
		uniqueIndex("projects_one_takes_loopback").on(table.takesLoopback).where(sql`${table.takesLoopback}`),
		check("projects_capture", sql`${table.capture} in ('full', 'metadata', 'off')`),
	],
);
