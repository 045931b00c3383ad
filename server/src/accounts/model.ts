import { t } from "elysia";
import { storableText } from "../stores/storable";
import { rights, roles } from "./rights";

/** An absent member stays absent: without this, Elysia puts the first choice in its place. */
export const CaptureChoice = t.UnionEnum(["full", "metadata", "off"], { default: undefined });

/** Of a project, a team or a key. */
export const Name = storableText(80);

export const Project = t.Object({
	id: t.String(),
	organizationId: t.String(),
	/** The team that works on it. */
	teamId: t.Nullable(t.String()),
	name: t.String(),
	/** What is kept of each call: bodies too, the span alone, or nothing. */
	capture: CaptureChoice,
	createdAt: t.String(),
});
export type Project = typeof Project.static;

/** Without the default, Elysia puts the first choice in the place of an absent member. */
export const RoleName = t.UnionEnum([...roles], { default: undefined });
const RightName = t.UnionEnum([...rights] as [(typeof rights)[number], ...typeof rights], { default: undefined });

/** `GET /api/v1/session`: who is asking, and what they may see and do. A lens key sees its own project only. */
export const Session = t.Object({
	via: t.UnionEnum(["session", "key", "token"]),
	user: t.Nullable(t.Object({ id: t.String(), email: t.String(), name: t.String() })),
	organization: t.Object({ id: t.String(), name: t.String() }),
	/** All that the person belongs to; `POST /api/v1/session/organization` changes to another one. */
	organizations: t.Array(t.Object({ id: t.String(), name: t.String(), role: RoleName })),
	/** In `organization`; of a lens key, that of its creator. */
	role: RoleName,
	rights: t.Array(RightName),
	projects: t.Array(Project),
});
export type Session = typeof Session.static;

export const NewProject = t.Object({
	name: Name,
	capture: t.Optional(CaptureChoice),
	teamId: t.Optional(t.Nullable(t.String({ format: "uuid" }))),
});
export const ProjectChange = t.Object({
	name: t.Optional(Name),
	capture: t.Optional(CaptureChoice),
	teamId: t.Optional(t.Nullable(t.String({ format: "uuid" }))),
});

/** A person in an organization. */
export const Member = t.Object({
	id: t.String(),
	userId: t.String(),
	email: t.String(),
	name: t.String(),
	role: RoleName,
	/** Ids. */
	teams: t.Array(t.String()),
	/** How many lens keys that work they answer for. */
	activeKeys: t.Integer(),
	joinedAt: t.String(),
});
export type Member = typeof Member.static;

export const MemberChange = t.Object({ role: RoleName });

export const MemberRemoval = t.Object({
	/** What becomes of the lens keys that they answer for: revoked, or from now on whoever removes them answers. */
	keys: t.Optional(t.UnionEnum(["revoke", "takeOver"], { default: undefined })),
});

/** An invitation that was neither accepted nor revoked; it may have expired. */
export const Invitation = t.Object({
	id: t.String(),
	email: t.String(),
	role: RoleName,
	invitedBy: t.String(),
	sentAt: t.String(),
	expiresAt: t.String(),
});
export type Invitation = typeof Invitation.static;

export const NewInvitation = t.Object({ email: t.String({ format: "email", maxLength: 254 }), role: RoleName });

const InvitationToken = t.String({ pattern: "^[\\w-]{43}$" });
export const InvitationLink = t.Object({ token: InvitationToken });

/** What somebody who opens the link of an invitation is asked. */
export const OpenInvitation = t.Object({
	organization: t.Object({ id: t.String(), name: t.String() }),
	email: t.String(),
	role: RoleName,
	invitedBy: t.String(),
	expiresAt: t.String(),
});
export type OpenInvitation = typeof OpenInvitation.static;

/** A named group of members. It says who works on what, and limits nobody. */
export const Team = t.Object({
	id: t.String(),
	name: t.String(),
	/** Ids of members. */
	members: t.Array(t.String()),
	/** Ids of projects. */
	projects: t.Array(t.String()),
	createdAt: t.String(),
});
export type Team = typeof Team.static;

export const TeamName = t.Object({ name: Name });
