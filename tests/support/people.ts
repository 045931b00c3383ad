import type { Role } from "../../server/src/accounts/rights";
import { type Answer, type AskInit, cookieOf, publicUrl, type TestAccounts } from "./accounts";

/** Somebody who is signed in, looking at one organization. */
export interface Person {
	email: string;
	cookie: string;
	userId: string;
	memberId: string;
	organizationId: string;
	projectId: string;
	ask(path: string, init?: AskInit): Promise<Answer>;
}

/** Signs somebody in, into an organization of their own when they are a member nowhere. */
export async function signIn(server: TestAccounts, email: string): Promise<Person> {
	return personOf(server, await server.signIn(email));
}

/** Has somebody invited, and accepts for them. Throws when either is refused. */
export async function join(server: TestAccounts, by: Person, { email, role }: { email: string; role: Role }) {
	const invited = await by.ask("/api/v1/invitations", { body: { email, role } });
	if (invited.status !== 201) throw new Error(`the invitation was refused: ${JSON.stringify(invited.body)}`);
	return accept(server, email);
}

/** Opens the newest invitation that was mailed to an address. Throws when it is refused. */
export async function accept(server: TestAccounts, email: string): Promise<Person> {
	const answer = await server.ask("/api/v1/invitations/accept", { body: { token: invitationTokenFor(server, email) } });
	return personOf(server, cookieOf(answer));
}

/** The token in the newest invitation that was mailed to an address. */
export function invitationTokenFor(server: TestAccounts, email: string): string {
	const mail = server.mails.findLast(({ to, text }) => to === email && text.includes("/invitation#"));
	const token = mail?.text.match(/\/invitation#([\w-]{43})\s/)?.[1];
	if (token === undefined || !mail?.text.includes(`${publicUrl}/invitation#`)) {
		throw new Error(`No invitation was mailed to ${email}.`);
	}
	return token;
}

async function personOf(server: TestAccounts, cookie: string): Promise<Person> {
	const ask = (path: string, init: AskInit = {}) => server.ask(path, { cookie, ...init });
	const { body } = await ask("/api/v1/session");
	const { body: members } = await ask("/api/v1/members");
	return {
		email: body.user.email,
		cookie,
		userId: body.user.id,
		memberId: members.find((member: { userId: string }) => member.userId === body.user.id).id,
		organizationId: body.organization.id,
		projectId: body.projects[0].id,
		ask,
	};
}
