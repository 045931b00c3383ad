import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { createTokenVerifier, isToken, type TokenVerifier } from "../../server/src/accounts/token-verifier";

const secret = "0123456789abcdef0123456789abcdef";
const settings = { issuer: "https://id.example", audience: "lensai" };
const organizationId = "019aab5e-4f10-7000-b0f6-6b1f0a3c9d11";
const projectId = "019aab5e-4f10-7000-b0f6-6b1f0a3c9d12";
const now = Math.floor(Date.now() / 1000);
const claims = {
	iss: "https://id.example",
	aud: "lensai",
	sub: "deployer",
	exp: now + 3600,
	lensai_organization: organizationId,
	lensai_project: projectId,
	lensai_role: "developer",
};
type Changed = { [Name in keyof typeof claims]?: unknown } & { nbf?: number };
const bytes = (text: string) => new TextEncoder().encode(text);

function signed(changes: Changed = {}, { alg = "HS256", key = secret } = {}): Promise<string> {
	return new SignJWT({ ...claims, ...changes } as JWTPayload).setProtectedHeader({ alg }).sign(bytes(key));
}
const outcome = async (verifier: TokenVerifier, token: string) => {
	try {
		return await verifier.verify(token);
	} catch (error) {
		const { code, status, message } = error as { code: string; status: number; message: string };
		return `${status} ${code}: ${message}`;
	}
};
const refused = (why: string) => `401 unauthenticated: This token is not valid: ${why}.`;

describe("a token under a shared secret", () => {
	const verifier = createTokenVerifier({ ...settings, secret });

	test("says organization, project, role, and whom it speaks for", async () => {
		expect(await outcome(verifier, await signed())).toEqual({
			organizationId,
			projectId,
			role: "developer",
			subject: "deployer",
			expiresAtMs: claims.exp * 1000,
		});
		expect(await outcome(verifier, await signed({ lensai_project: undefined }))).not.toHaveProperty("projectId");
		expect(await outcome(verifier, await signed({ aud: ["other", "lensai"] }))).toMatchObject({ organizationId });
	});

	test.each<[string, Changed, string]>([
		["that has expired", { exp: now - 6 }, "it has expired"],
		["that never expires", { exp: undefined }, "its claim exp is not what it has to be"],
		["that is not valid yet", { nbf: now + 60 }, "its claim nbf is not what it has to be"],
		["for somebody else", { aud: "another" }, "its claim aud is not what it has to be"],
		["for nobody", { aud: undefined }, "its claim aud is not what it has to be"],
		["of another issuer", { iss: "https://evil.example" }, "its claim iss is not what it has to be"],
		["of no issuer", { iss: undefined }, "its claim iss is not what it has to be"],
		[
			"without an organization",
			{ lensai_organization: undefined },
			"it has no claim lensai_organization with an organization's id",
		],
		[
			"whose organization is no id",
			{ lensai_organization: "' or 1=1" },
			"it has no claim lensai_organization with an organization's id",
		],
		["whose project is no id", { lensai_project: 7 }, "its claim lensai_project is no project's id"],
		["without a role", { lensai_role: undefined }, "it has no claim lensai_role with one of the five roles"],
		[
			"with a role that there is not",
			{ lensai_role: "root" },
			"it has no claim lensai_role with one of the five roles",
		],
	])("%s is refused", async (_which, changes, why) => {
		expect(await outcome(verifier, await signed(changes))).toBe(refused(why));
	});

	test("is taken within five seconds of its end, since clocks differ", async () => {
		expect(await outcome(verifier, await signed({ exp: now - 1 }))).toMatchObject({ organizationId });
	});

	test("is refused when it was signed with another secret, or changed afterwards", async () => {
		expect(await outcome(verifier, await signed({}, { key: `${secret}!` }))).toBe(
			refused("its signature is not valid"),
		);
		const [header, payload, signature] = (await signed()).split(".");
		const other = Buffer.from(JSON.stringify({ ...claims, lensai_role: "owner" })).toString("base64url");
		expect(payload).not.toBe(other);
		expect(await outcome(verifier, `${header}.${other}.${signature}`)).toBe(refused("its signature is not valid"));
	});

	test("is refused with no algorithm, however it is written, and with another one", async () => {
		const unsecured = new UnsecuredJWT(claims).encode();
		expect(await outcome(verifier, unsecured)).toBe(refused("its algorithm is not allowed here"));
		for (const alg of ["none", "None", "NONE", "nOnE"]) {
			const header = Buffer.from(JSON.stringify({ alg })).toString("base64url");
			const token = `${header}.${unsecured.split(".")[1]}.`;
			expect(await outcome(verifier, token)).toBe(refused("its algorithm is not allowed here"));
		}
		for (const alg of ["HS384", "HS512"]) {
			const token = await signed({}, { alg, key: secret.repeat(2) });
			expect(await outcome(verifier, token)).toBe(refused("its algorithm is not allowed here"));
		}
	});

	test.each(["eyJ.eyJ.", "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.AAAA", "a.b.c"])(
		"that cannot be read is refused: %s",
		async (text) => {
			expect(await outcome(verifier, text)).toStartWith("401 unauthenticated");
		},
	);

	test("of more than 8 KiB is not looked at", async () => {
		expect(await outcome(verifier, await signed({ sub: "s".repeat(8192) }))).toBe(refused("it is too long"));
	});
});

describe("a token under published keys", () => {
	let requests = 0;
	let down = false;
	const keys: object[] = [];
	const server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		fetch: () => {
			requests++;
			return down ? new Response("down", { status: 500 }) : Response.json({ keys });
		},
	});
	const jwksUrl = `http://127.0.0.1:${server.port}/keys`;
	let rsa: Awaited<ReturnType<typeof generateKeyPair>>;
	let elliptic: Awaited<ReturnType<typeof generateKeyPair>>;
	beforeAll(async () => {
		rsa = await generateKeyPair("RS256", { extractable: true });
		elliptic = await generateKeyPair("ES256", { extractable: true });
		keys.push({ ...(await exportJWK(rsa.publicKey)), kid: "rsa-1", alg: "RS256", use: "sig" });
		keys.push({ ...(await exportJWK(elliptic.publicKey)), kid: "ec-1" });
	});
	afterAll(() => server.stop(true));
	const verifier = createTokenVerifier({ ...settings, jwksUrl });
	const signedBy = (key: CryptoKey, alg: string, kid: string) =>
		new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);

	test("is verified by the key that it names", async () => {
		expect(await outcome(verifier, await signedBy(rsa.privateKey, "RS256", "rsa-1"))).toMatchObject({ organizationId });
		expect(await outcome(verifier, await signedBy(elliptic.privateKey, "ES256", "ec-1"))).toMatchObject({ projectId });
	});

	test("is refused when a public key was taken for a shared secret", async () => {
		const pem = await exportSPKI(rsa.publicKey);
		for (const key of [pem, JSON.stringify(keys[0])]) {
			const token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "rsa-1" }).sign(bytes(key));
			expect(await outcome(verifier, token)).toBe(refused("its algorithm is not allowed here"));
		}
	});

	test("is refused when it brings its own key, names one that is not published, or another one than it was signed with", async () => {
		const other = await generateKeyPair("RS256", { extractable: true });
		const jwk = await exportJWK(other.publicKey);
		const own = await new SignJWT(claims)
			.setProtectedHeader({ alg: "RS256", kid: "rsa-1", jwk })
			.sign(other.privateKey);
		expect(await outcome(verifier, own)).toBe(refused("its signature is not valid"));
		const unpublished = await signedBy(other.privateKey, "RS256", "rsa-2");
		expect(await outcome(verifier, unpublished)).toBe(refused("its issuer publishes no key for it"));
	});

	test("is 503, not 401, when the keys cannot be read; one that was verified before works on", async () => {
		const fresh = createTokenVerifier({ ...settings, jwksUrl });
		const known = await signedBy(rsa.privateKey, "RS256", "rsa-1");
		await fresh.verify(known);
		down = true;
		const unread = createTokenVerifier({ ...settings, jwksUrl });
		expect(await outcome(unread, known)).toStartWith("503 token_keys_unavailable");
		expect(await outcome(fresh, known)).toMatchObject({ organizationId });
		down = false;
		expect(await outcome(unread, known)).toMatchObject({ organizationId });
	});

	test("asks for the keys once, not for each token", async () => {
		const before = requests;
		const fresh = createTokenVerifier({ ...settings, jwksUrl });
		for (let count = 0; count < 5; count++) await fresh.verify(await signedBy(rsa.privateKey, "RS256", "rsa-1"));
		expect(requests - before).toBe(1);
	});
});

describe("a token that was verified", () => {
	test("is answered at once until it expires, and no longer", async () => {
		let at = Date.now();
		const verifier = createTokenVerifier({ ...settings, secret, now: () => at });
		const token = await signed();
		const first = await verifier.verify(token);
		expect(verifier.verify(token)).toBe(first);
		at = claims.exp * 1000 - 1;
		expect(verifier.verify(token)).toBe(first);
		at = claims.exp * 1000 + 5000;
		expect(await outcome(verifier, token)).toBe(refused("it has expired"));
	});

	test("is kept with so many others, the oldest goes first", async () => {
		const verifier = createTokenVerifier({ ...settings, secret, capacity: 2 });
		const tokens = await Promise.all(["a", "b", "c"].map((sub) => signed({ sub })));
		for (const token of tokens) await verifier.verify(token);
		const isKept = tokens.map((token) => !(verifier.verify(token) instanceof Promise));
		expect(isKept).toEqual([false, true, true]);
	});
});

test.each([
	["eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2ln", true],
	["eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", true],
	["lk_0123", false],
	["sk-proj-abc.def.ghi", false],
	["eyJ", false],
])("%s has the form of a token: %j", (text, expected) => {
	expect(isToken(text)).toBe(expected);
});
