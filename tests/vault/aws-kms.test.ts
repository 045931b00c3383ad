import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { DomainError } from "../../server/src/errors";
import { awsKms } from "../../server/src/vault/aws-kms";
import { kmsArn, kmsCredentials, startKms } from "../support/kms";

const server = startKms();
afterAll(() => server.stop());
afterEach(() => {
	server.failing = undefined;
});

const open = (credentials = kmsCredentials) =>
	awsKms({ arn: kmsArn, region: "eu-west-1", credentials, fetch, endpoint: server.url });
const bytes = new Uint8Array(32).fill(9);

describe("a key in AWS KMS", () => {
	test("seals and opens by the documented calls, signed", async () => {
		const kms = open();
		const sealed = await kms.seal("data key of org-1", bytes);
		expect(sealed).not.toContain(Buffer.from(bytes).toString("base64").slice(0, 20));
		expect(await kms.open("data key of org-1", sealed)).toEqual(bytes);
		expect(server.operations.slice(-2)).toEqual(["Encrypt", "Decrypt"]);
		expect(kms.id).toBe(`aws-kms:${kmsArn}`);
	});

	test("does not open for another place", async () => {
		const kms = open();
		const sealed = await kms.seal("data key of org-1", bytes);
		const error = await kms.open("data key of org-2", sealed).catch((reason) => reason);
		expect(error.message).toContain("400 (InvalidCiphertextException)");
	});

	test.each<[string, () => Promise<unknown>, string]>([
		[
			"refuses the signature",
			() => open({ ...kmsCredentials, secretAccessKey: "wrong-secret" }).seal("x", bytes),
			"InvalidSignatureException",
		],
		[
			"does not answer",
			() =>
				awsKms({
					arn: kmsArn,
					region: "eu-west-1",
					credentials: kmsCredentials,
					fetch,
					endpoint: "http://127.0.0.1:1",
				}).seal("x", bytes),
			"could not be reached",
		],
	])("that %s is said so, without a secret", async (_, call, why) => {
		const error: DomainError = await call().then(
			() => {
				throw new Error("nothing failed");
			},
			(reason) => reason,
		);
		expect(error).toBeInstanceOf(DomainError);
		expect([error.code, error.status]).toEqual(["provider_key_unusable", 503]);
		expect(error.message).toContain(why);
		for (const secret of ["wrong-secret", "kms-secret", "arn:aws:iam"]) expect(error.message).not.toContain(secret);
	});

	test.each<[string, () => Response]>([
		["HTML", () => new Response("<html>")],
		["nothing of use", () => Response.json({})],
		["an error without a name", () => new Response("", { status: 500 })],
	])("that answers with %s is unavailable", async (_, failing) => {
		server.failing = failing;
		expect(
			(
				await open()
					.seal("x", bytes)
					.catch((reason) => reason)
			).code,
		).toBe("provider_key_unusable");
	});
});
