import { Elysia } from "elysia";
import { accounts } from "../../server/src/accounts";
import { type Auth, createAuth } from "../../server/src/accounts/auth";
import { firstStart } from "../../server/src/accounts/first-start";
import { deriveSecrets } from "../../server/src/accounts/secret";
import type { TokenVerifier } from "../../server/src/accounts/token-verifier";
import { createViewerOf } from "../../server/src/accounts/viewer-of";
import { audit } from "../../server/src/audit";
import { keys } from "../../server/src/keys";
import { createKeyRing, type OwnKeyRing } from "../../server/src/keys/key-ring";
import { limits } from "../../server/src/limits";
import { createLocalStore, type LocalStore } from "../../server/src/limits/local-store";
import { type OwnLimitBook, openLimitBook } from "../../server/src/limits/open-book";
import type { Mail } from "../../server/src/mail/mail";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import type { Db } from "../../server/src/stores/postgres/open";
import { keep as keepForScan } from "./kept";

export const publicUrl = "http://localhost:5367";
export const { auth: authSecret, pepper } = deriveSecrets("a secret for tests that is long enough");

/** Accounts and keys as one app over a database, with the mails that were sent. */
export interface TestAccounts {
	db: Db;
	auth: Auth;
	keyRing: OwnKeyRing;
	limitBook: OwnLimitBook;
	limitStore: LocalStore;
	mails: Mail[];
	/** What went to the log. */
	warnings: string[];
	/** The owner's link from the first start. */
	signInUrl: string;
	/** Asks the app; with a body it is a POST of JSON from our own pages, unless `init` says otherwise. */
	ask(path: string, init?: AskInit): Promise<Answer>;
	/** Has a link mailed, opens it, and gives the session's cookie. */
	signIn(email: string): Promise<string>;
	close(): Promise<void>;
}

export interface AskInit {
	method?: string;
	headers?: Record<string, string>;
	cookie?: string;
	key?: string;
	body?: unknown;
}

export interface Answer {
	status: number;
	headers: Headers;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes, and fail when it is another.
	body: any;
}

interface Options {
	signInsPerMinute?: number;
	sendMail?: (mail: Mail) => Promise<void>;
	/** May throw as a mail server that refuses does. */
	beforeMail?: () => void;
	refreshMs?: number;
	patienceMs?: number;
	tokens?: TokenVerifier;
}

/** Goes through the first start of a database and serves it. */
export async function startAccounts(db: Db, options: Options = {}): Promise<TestAccounts> {
	const mails: Mail[] = [];
	const warnings: string[] = [];
	const keep = async (mail: Mail) => {
		options.beforeMail?.();
		mails.push(mail);
	};
	const sendMail = options.sendMail ?? keep;
	const auth = createAuth({
		db,
		secret: authSecret,
		publicUrl,
		sendMail,
		onWarning: (message) => {
			keepForScan("logs", message);
			warnings.push(message);
		},
		signInsPerMinute: options.signInsPerMinute ?? 10_000,
	});
	const { signInUrl = "" } = await firstStart({ db, auth, publicUrl, ownerEmail: "owner@lensai.local" });
	const { refreshMs, patienceMs } = options;
	const keyRing = await createKeyRing({ db, pepper, onFailure: () => undefined, refreshMs, patienceMs });
	const viewerOf = createViewerOf({ db, auth, keyRing, tokens: options.tokens });
	const limitBook = await openLimitBook({ db, onFailure: () => undefined, refreshMs });
	const limitStore = createLocalStore();
	const app = new Elysia()
		.onRequest(({ set }) => {
			set.headers["x-request-id"] = Bun.randomUUIDv7();
		})
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(accounts({ db, auth, viewerOf, keyRing, sendMail, publicUrl }))
		.use(keys({ db, viewerOf, keyRing, pepper }))
		.use(audit({ db, viewerOf }))
		.use(limits({ db, viewerOf, limitBook, limitStore }));
	const ask = async (path: string, init: AskInit = {}) => answerOf(await app.handle(requestOf(path, init)));

	async function signIn(email: string): Promise<string> {
		await ask("/api/auth/sign-in/magic-link", { body: { email } });
		return cookieOf(await ask(linkIn(mails.findLast(({ to }) => to === email))));
	}
	async function close(): Promise<void> {
		limitBook.close();
		await keyRing.close();
	}
	return { db, auth, keyRing, limitBook, limitStore, mails, warnings, signInUrl, ask, signIn, close };
}

function requestOf(path: string, { method, headers, cookie, key, body }: AskInit): Request {
	return new Request(new URL(path, "http://localhost"), {
		method: method ?? (body === undefined ? "GET" : "POST"),
		headers: {
			origin: publicUrl,
			...(body !== undefined && { "content-type": "application/json" }),
			...(cookie !== undefined && { cookie }),
			...(key !== undefined && { authorization: `Bearer ${key}` }),
			...headers,
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

async function answerOf(response: Response): Promise<Answer> {
	const text = await response.text();
	if (response.status >= 400) keepForScan("errors", text);
	const isJson = /json/.test(response.headers.get("content-type") ?? "");
	return { status: response.status, headers: response.headers, body: isJson && text !== "" ? JSON.parse(text) : text };
}

/** The link in a mail, as a path of the app. */
export function linkIn(mail: Mail | undefined): string {
	const link = mail?.text.match(/https?:\S+/)?.[0];
	if (link === undefined) throw new Error("No mail with a link was sent.");
	return link.slice(publicUrl.length);
}

/** The session's cookie from the answer to a link. Throws when the link signed nobody in. */
export function cookieOf({ headers, status }: Answer): string {
	const cookie = headers.getSetCookie().find((each) => each.startsWith("lensai.session_token="));
	if (cookie === undefined) throw new Error(`Nobody was signed in: ${status} ${headers.get("location")}`);
	return cookie.split(";")[0] ?? "";
}
