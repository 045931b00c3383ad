import { createPrivateKey, createSign, type KeyObject } from "node:crypto";
import { Refusal } from "../../proxy/refusal";
import type { World } from "../provider";
import { type Authentication, lastFour, type ProviderKey } from "./authentication";
import { findHeaderFault } from "./header-key";

interface ServiceAccount {
	email: string;
	privateKeyId: string;
	privateKey: KeyObject;
}

interface Token {
	value: string;
	renewAtMs: number;
	expiresAtMs: number;
}

/** https://developers.google.com/identity/protocols/oauth2/service-account#httprest (2026-11-22) */
const tokenEndpoint = "https://oauth2.googleapis.com/token";
const scope = "https://www.googleapis.com/auth/cloud-platform";
const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const assertionSeconds = 3600;
/** A token lives an hour; one that has this long left is renewed while it still serves. */
const renewBeforeMs = 5 * 60_000;
/** Google may take this long to answer. */
const patienceMs = 10_000;

/**
 * Google Cloud: a service account's JSON key is exchanged for an access token by a signed JWT (RS256), which is kept and
 * renewed before it expires; one exchange at a time, however many calls wait. Any other text is an API key ("express mode").
 * The key file's own `token_uri` is not asked: it could name any host.
 */
export function googleKey(tokenUrl: string = tokenEndpoint): (world: World) => Authentication {
	return (world) => {
		const accounts = new WeakMap<ProviderKey, TokenSource>();
		const projects = new WeakMap<ProviderKey, string | undefined>();
		return {
			places: ["authorization", "x-goog-api-key", "?key"],
			authorize(key, { headers }) {
				if (!isAccount(key.secret)) {
					headers["x-goog-api-key"] = key.secret;
					return;
				}
				let source = accounts.get(key);
				if (source === undefined) {
					source = createTokenSource(requireAccount(key.secret), tokenUrl, world);
					accounts.set(key, source);
				}
				const put = (token: string) => {
					headers.authorization = `Bearer ${token}`;
				};
				const token = source();
				return typeof token === "string" ? put(token) : token.then(put);
			},
			findFault(secret) {
				if (!isAccount(secret)) return findHeaderFault(secret);
				return readAccount(secret) === undefined ? noAccount : undefined;
			},
			projectOf(key) {
				if (!projects.has(key)) projects.set(key, readProject(key.secret));
				return projects.get(key);
			},
			hintOf: (secret) => lastFour(isAccount(secret) ? (readAccount(secret)?.privateKeyId ?? "") : secret),
		};
	};
}

const noAccount =
	"This is not the JSON key of a service account: it needs client_email, private_key_id and private_key (PEM).";

function isAccount(secret: string): boolean {
	return secret.trimStart().startsWith("{");
}

function requireAccount(secret: string): ServiceAccount {
	const account = readAccount(secret);
	if (account === undefined) throw new Refusal(503, "provider_key_unusable", noAccount);
	return account;
}

/** Undefined when it is not one; the parser's own message would repeat parts of it. */
function readAccount(secret: string): ServiceAccount | undefined {
	try {
		const { client_email: email, private_key_id: privateKeyId, private_key: pem } = JSON.parse(secret);
		if (typeof email !== "string" || typeof privateKeyId !== "string" || typeof pem !== "string") return undefined;
		return { email, privateKeyId, privateKey: createPrivateKey(pem) };
	} catch {
		return undefined;
	}
}

/** `project_id` of a service account's key file. */
function readProject(secret: string): string | undefined {
	if (!isAccount(secret)) return undefined;
	try {
		const { project_id: project } = JSON.parse(secret);
		return typeof project === "string" && project !== "" ? project : undefined;
	} catch {
		return undefined;
	}
}

/** The token that is good now, at once where one is at hand. */
type TokenSource = () => string | Promise<string>;

function createTokenSource(account: ServiceAccount, tokenUrl: string, world: World): TokenSource {
	let token: Token | undefined;
	let renewing: Promise<Token> | undefined;
	const renew = (): Promise<Token> => {
		renewing ??= exchange(account, tokenUrl, world)
			.then((fresh) => {
				token = fresh;
				return fresh;
			})
			.finally(() => {
				renewing = undefined;
			});
		return renewing;
	};
	return () => {
		const now = world.clock();
		if (token === undefined || now >= token.expiresAtMs) return renew().then(({ value }) => value);
		// A failure shows when the token has run out; until then it serves, and the next call tries again.
		if (now >= token.renewAtMs) renew().catch(() => undefined);
		return token.value;
	};
}

async function exchange(account: ServiceAccount, tokenUrl: string, { fetch, clock }: World): Promise<Token> {
	const askedAtMs = clock();
	const body = new URLSearchParams({ grant_type: grantType, assertion: assertionOf(account, askedAtMs) }).toString();
	const headers = { "content-type": "application/x-www-form-urlencoded" };
	const signal = AbortSignal.timeout(patienceMs);
	let answer: unknown;
	try {
		const response = await fetch(tokenUrl, { method: "POST", headers, body, signal, redirect: "manual" });
		if (!response.ok) throw signInFailed(`it answered ${response.status}${await reasonIn(response)}`);
		answer = await response.json();
	} catch (error) {
		throw error instanceof Refusal ? error : signInFailed("it could not be reached, or did not answer with JSON");
	}
	const token = readToken(answer, askedAtMs);
	if (token === undefined) throw signInFailed("its answer holds no access token");
	return token;
}

function assertionOf({ email, privateKeyId, privateKey }: ServiceAccount, nowMs: number): string {
	const issuedAt = Math.floor(nowMs / 1000);
	const header = { alg: "RS256", typ: "JWT", kid: privateKeyId };
	const claims = { iss: email, scope, aud: tokenEndpoint, iat: issuedAt, exp: issuedAt + assertionSeconds };
	const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
	const text = `${encode(header)}.${encode(claims)}`;
	return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

function readToken(answer: unknown, askedAtMs: number): Token | undefined {
	if (typeof answer !== "object" || answer === null) return undefined;
	const value: unknown = Reflect.get(answer, "access_token");
	const seconds: unknown = Reflect.get(answer, "expires_in");
	if (typeof value !== "string" || findHeaderFault(value) !== undefined) return undefined;
	const livesMs = (typeof seconds === "number" && seconds > 0 ? seconds : assertionSeconds) * 1000;
	const expiresAtMs = askedAtMs + livesMs;
	return { value, expiresAtMs, renewAtMs: Math.max(askedAtMs + livesMs / 2, expiresAtMs - renewBeforeMs) };
}

/** Google's code for what is wrong (`invalid_grant`); its description may quote what it was sent. */
async function reasonIn(response: Response): Promise<string> {
	const code: unknown = await response
		.json()
		.then((answer) => answer?.error)
		.catch(() => undefined);
	return typeof code === "string" && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : "";
}

function signInFailed(why: string): Refusal {
	return new Refusal(502, "provider_sign_in_failed", `Google gave no access token for the service account: ${why}.`);
}
