import { t } from "elysia";

/** An absent member stays absent: without this, Elysia puts the first choice in its place. */
export const CaptureChoice = t.UnionEnum(["full", "metadata", "off"], { default: undefined });

/** Of a project or a key. PostgreSQL keeps no U+0000 in a text. */
export const Name = t.String({ minLength: 1, maxLength: 80, pattern: "^[^\\u0000]*$" });

export const Project = t.Object({
	id: t.String(),
	organizationId: t.String(),
	name: t.String(),
	/** What is kept of each call: bodies too, the span alone, or nothing. */
	capture: CaptureChoice,
	createdAt: t.String(),
});
export type Project = typeof Project.static;

/** `GET /api/v1/session`: who is asking, and what they may see. A lens key sees its own project only. */
export const Session = t.Object({
	via: t.UnionEnum(["session", "key"]),
	user: t.Nullable(t.Object({ id: t.String(), email: t.String(), name: t.String() })),
	organization: t.Object({ id: t.String(), name: t.String() }),
	projects: t.Array(Project),
});
export type Session = typeof Session.static;

export const NewProject = t.Object({
	name: Name,
	capture: t.Optional(CaptureChoice),
});
export const ProjectChange = t.Object({
	name: t.Optional(Name),
	capture: t.Optional(CaptureChoice),
});
