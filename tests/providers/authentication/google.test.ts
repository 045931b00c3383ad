import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createVerify, generateKeyPairSync } from "node:crypto";
import { googleKey } from "../../../server/src/providers/authentication/google";
import { Refusal } from "../../../server/src/proxy/refusal";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
	modulusLength: 2048,
	privateKeyEncoding: { type: "pkcs8", format: "pem" },
	publicKeyEncoding: { type: "spki", format: "pem" },
});
const account = {
	type: "service_account",
	project_id: "my-project",
	private_key_id: "0123456789abcdef",
	private_key: privateKey,
	client_email: "lens@my-project.iam.gserviceaccount.com",
	// Not asked: whoever writes the file could name any host.
	token_uri: "http://169.254.169.254/token",
};
const secret = JSON.stringify(account);

test("a service account's key says of which project it is, and an API key does not", () => {
	const { projectOf } = googleKey()({ fetch, clock: Date.now });
	expect(projectOf?.({ secret })).toBe("my-project");
	for (const other of ["AIza-api-key", "{", JSON.stringify({ ...account, project_id: 1 })])
		expect(projectOf?.({ secret: other })).toBeUndefined();
});

/** Google's token endpoint: https://developers.google.com/identity/protocols/oauth2/service-account#httprest (2026-11-22). */
const asked: URLSearchParams[] = [];
let respond: () => Response | Promise<Response>;
let server: ReturnType<typeof Bun.serve>;
let now = Date.UTC(2026, 10, 22);

beforeAll(() => {
	server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		async fetch(request) {
			asked.push(new URLSearchParams(await request.text()));
			return respond();
		},
	});
});
afterAll(() => server.stop(true));
beforeEach(() => {
	asked.length = 0;
	respond = () => Response.json({ access_token: `ya29.${asked.length}`, expires_in: 3599, token_type: "Bearer" });
});

const open = () => googleKey(`http://127.0.0.1:${server.port}/token`)({ fetch, clock: () => now });

async function authorized(authentication: ReturnType<typeof open>, key = { secret }) {
	const headers: Record<string, string> = {};
	await authentication.authorize(key, { method: "POST", url: "https://x", headers, body: null });
	return headers.authorization;
}

describe("a service account", () => {
	test("is exchanged for a token by a JWT that Google can check", async () => {
		expect(await authorized(open())).toBe("Bearer ya29.1");
		expect(asked[0]?.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
		const [header = "", claims = "", signature = ""] = asked[0]?.get("assertion")?.split(".") ?? [];
		const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
		expect(read(header)).toEqual({ alg: "RS256", typ: "JWT", kid: "0123456789abcdef" });
		expect(read(claims)).toEqual({
			iss: "lens@my-project.iam.gserviceaccount.com",
			scope: "https://www.googleapis.com/auth/cloud-platform",
			aud: "https://oauth2.googleapis.com/token",
			iat: now / 1000,
			exp: now / 1000 + 3600,
		});
		const verify = createVerify("RSA-SHA256").update(`${header}.${claims}`);
		expect(verify.verify(publicKey, signature, "base64url")).toBe(true);
	});

	test("is asked for one token, however many calls wait for it", async () => {
		const authentication = open();
		const key = { secret };
		const all = await Promise.all(Array.from({ length: 20 }, () => authorized(authentication, key)));
		expect(new Set(all)).toEqual(new Set(["Bearer ya29.1"]));
		expect(asked.length).toBe(1);
	});

	test("keeps its token, renews it five minutes before the end, and goes on with the old one meanwhile", async () => {
		const authentication = open();
		const key = { secret };
		await authorized(authentication, key);
		now += 54 * 60_000;
		expect(await authorized(authentication, key)).toBe("Bearer ya29.1");
		expect(asked.length).toBe(1);
		now += 2 * 60_000;
		const renewed = Promise.withResolvers<void>();
		respond = () => {
			renewed.resolve();
			return Response.json({ access_token: "ya29.renewed", expires_in: 3599 });
		};
		expect(await authorized(authentication, key)).toBe("Bearer ya29.1");
		await renewed.promise;
		// The answer is on its way; a token that has run out is waited for.
		now += 4 * 60_000;
		expect(await authorized(authentication, key)).toBe("Bearer ya29.renewed");
		expect(asked.length).toBe(2);
	});

	test("whose renewal fails goes on until its token has run out, and says then what failed", async () => {
		const authentication = open();
		const key = { secret };
		await authorized(authentication, key);
		respond = () => Response.json({ error: "invalid_grant", error_description: `bad ${privateKey}` }, { status: 400 });
		now += 57 * 60_000;
		expect(await authorized(authentication, key)).toBe("Bearer ya29.1");
		now += 5 * 60_000;
		const failure = await authorized(authentication, key).catch((error) => error);
		expect(failure).toBeInstanceOf(Refusal);
		expect([failure.status, failure.code]).toEqual([502, "provider_sign_in_failed"]);
		expect(failure.message).toContain("400 (invalid_grant)");
		expect(failure.message).not.toContain("PRIVATE");
	});

	test.each<[string, () => Response]>([
		["that is no JSON", () => new Response("<html>")],
		["without a token", () => Response.json({})],
		["with a token that no header holds", () => Response.json({ access_token: "a\r\nb" })],
		["that leads elsewhere", () => new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } })],
	])("gives 502 for an answer %s", async (_, answer) => {
		respond = answer;
		const failure = await authorized(open()).catch((error) => error);
		expect(failure.code).toBe("provider_sign_in_failed");
	});
});

describe("a key for Google Cloud", () => {
	test("that is one text goes as an API key", async () => {
		const headers: Record<string, string> = {};
		await open().authorize({ secret: "AQ.key" }, { method: "POST", url: "https://x", headers, body: null });
		expect(headers).toEqual({ "x-goog-api-key": "AQ.key" });
		expect(asked).toEqual([]);
	});

	test.each([
		["half a JSON text", '{"type":"service_account"'],
		["a user's credentials", '{"type":"authorized_user","refresh_token":"hunter2"}'],
		["no private key", JSON.stringify({ ...account, private_key: "hunter2" })],
		["a key with a line break", "AQ.key\nhunter2"],
	])("is refused when it is %s, without a word of it", (_, text) => {
		const fault = open().findFault(text);
		expect(fault).toBeString();
		expect(fault).not.toContain("hunter2");
	});

	test("is told apart by the id of its private key", () => {
		expect([open().findFault(secret), open().hintOf(secret)]).toEqual([undefined, "cdef"]);
	});
});
