import { createHash } from "node:crypto";
import { betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { magicLink } from "better-auth/plugins/magic-link";
import { organization } from "better-auth/plugins/organization";
import type { SendMail } from "../mail/mail";
import type { Db } from "../stores/postgres/open";
import { ensureHome } from "./home";
import { identities, invitations, members, organizations, sessions, users, verifications } from "./schema";
import { withSingleUsers } from "./single-users";

/** The header in which better-auth is told the caller's address. The route sets it; what a caller sends there is dropped. */
export const addressHeader = "x-lensai-client-address";

/** How long a link that was mailed can be used, in seconds. */
const linkLifetimeSeconds = 5 * 60;
const sessionLifetimeSeconds = 30 * 24 * 60 * 60;

interface AuthOptions {
	db: Db;
	/** Signs cookies; see `deriveSecrets`. */
	secret: string;
	/** Base of every link, and the one origin that requests with a cookie may come from. */
	publicUrl: string;
	sendMail: SendMail;
	/** Told of refused requests. The text holds no secret. */
	onWarning: (message: string) => void;
	/** Links asked for, and links opened, per address and minute. */
	signInsPerMinute?: number;
}

export type Auth = ReturnType<typeof createAuth>;

/** Sign-in by mailed links, sessions in cookies, organizations. There are no passwords, so none can leak or be guessed. */
export function createAuth({ db, secret, publicUrl, sendMail, onWarning, signInsPerMinute = 10 }: AuthOptions) {
	return betterAuth({
		baseURL: publicUrl,
		basePath: "/api/auth",
		secret,
		trustedOrigins: [new URL(publicUrl).origin],
		database: withSingleUsers(drizzleAdapter(db, { provider: "pg", schema: tables })),
		session: { expiresIn: sessionLifetimeSeconds },
		databaseHooks: {
			session: {
				create: {
					before: async (session) => ({
						data: { ...session, activeOrganizationId: await ensureHome(db, session.userId) },
					}),
				},
			},
		},
		rateLimit: { enabled: true, storage: "memory", window: 60, max: 600 },
		advanced: {
			cookiePrefix: "lensai",
			useSecureCookies: publicUrl.startsWith("https:"),
			// Said in words, since better-auth turns both checks off by itself when NODE_ENV is "test".
			disableCSRFCheck: false,
			disableOriginCheck: false,
			ipAddress: { ipAddressHeaders: [addressHeader] },
			database: { generateId: () => Bun.randomUUIDv7() },
		},
		// What is not an expected answer is thrown, and mapped with everybody else's errors.
		onAPIError: { throw: true },
		logger: { level: "warn", log: (_level, message, error) => onWarning(`${message}${reasonIn(error)}`) },
		telemetry: { enabled: false },
		plugins: [
			magicLink({
				expiresIn: linkLifetimeSeconds,
				storeToken: { type: "custom-hasher", hash: async (token) => hashLinkToken(token) },
				rateLimit: { window: 60, max: signInsPerMinute },
				sendMagicLink: async ({ email, url }) => sendMail(signInMail(email, url)),
			}),
			organization({ allowUserToCreateOrganization: false, disableOrganizationDeletion: true }),
		],
	});
}

/** better-auth's names for our tables. */
const tables = {
	user: users,
	session: sessions,
	account: identities,
	verification: verifications,
	organization: organizations,
	member: members,
	invitation: invitations,
};

/** What is stored of a link's token: a copy of the database opens no door. */
export function hashLinkToken(token: string): string {
	return createHash("sha256").update(token).digest("base64url");
}

/** Why something failed, in the words of what failed first: the errors around it quote statements with tokens in them. */
function reasonIn(error: unknown): string {
	if (!(error instanceof Error)) return "";
	return error.cause instanceof Error ? reasonIn(error.cause) : ` (${error.message})`;
}

function signInMail(to: string, url: string) {
	const minutes = linkLifetimeSeconds / 60;
	return {
		to,
		subject: "Sign in to LensAI",
		text: `Open this link to sign in. It works once, within ${minutes} minutes:\n\n${url}\n\nIf you did not ask for it, ignore this message.`,
	};
}
