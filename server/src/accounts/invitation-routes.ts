import { Elysia, t } from "elysia";
import { actorOf } from "../audit/record";
import type { SendMail } from "../mail/mail";
import type { Db } from "../stores/postgres/open";
import { acceptInvitation, readInvitation } from "./accept-invitation";
import type { Auth } from "./auth";
import { invite, listInvitations, resendInvitation, revokeInvitation } from "./invitations";
import { Invitation, InvitationLink, NewInvitation, OpenInvitation } from "./model";
import { requireRight, type ViewerOf } from "./viewer";

interface InvitationsDeps {
	db: Db;
	auth: Auth;
	viewerOf: ViewerOf;
	sendMail: SendMail;
	publicUrl: string;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });

/** Invitations: sent, listed, sent again, revoked; read and accepted by whoever has the link, signed in or not. */
export function invitationRoutes({ db, auth, viewerOf, sendMail, publicUrl }: InvitationsDeps) {
	async function inviting(request: Request, set: { headers: Record<string, unknown> }) {
		const viewer = await viewerOf(request);
		requireRight(viewer, "members.invite");
		return { db, sendMail, publicUrl, viewer, actor: actorOf(viewer, set) };
	}

	return (
		new Elysia({ name: "invitations", prefix: "/api/v1/invitations", tags: ["members"] })
			.get(
				"/",
				async ({ request }) => {
					const viewer = await viewerOf(request);
					requireRight(viewer, "members.read");
					return listInvitations(db, viewer.organization.id);
				},
				{ response: t.Array(Invitation) },
			)
			.post(
				"/",
				async ({ request, body, set, status }) => status(201, await invite(await inviting(request, set), body)),
				{ body: NewInvitation, response: { 201: Invitation } },
			)
			.post(
				"/:id/resend",
				async ({ request, params: { id }, set }) => resendInvitation(await inviting(request, set), id),
				{ params: ById, response: Invitation },
			)
			.delete(
				"/:id",
				async ({ request, params: { id }, set, status }) => {
					const { actor } = await inviting(request, set);
					await revokeInvitation(db, actor, id);
					return status(204, undefined);
				},
				{ params: ById, response: { 204: t.Void() } },
			)
			// By POST, so that the token stands in no address, and that no program that looks at mails for links accepts by itself.
			.post("/read", ({ body: { token } }) => readInvitation(db, token), {
				body: InvitationLink,
				response: OpenInvitation,
			})
			.post(
				"/accept",
				async ({ request, body: { token }, server, set }) => {
					const address = server?.requestIP(request)?.address;
					const requestId = set.headers["x-request-id"];
					const accepted = await acceptInvitation({
						...{ db, auth, publicUrl, token, address },
						requestId: requestId === undefined ? undefined : String(requestId),
					});
					set.headers["set-cookie"] = accepted.cookies;
					return { organizationId: accepted.organizationId };
				},
				{ body: InvitationLink, response: t.Object({ organizationId: t.String() }) },
			)
	);
}
