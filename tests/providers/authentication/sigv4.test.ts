import { describe, expect, test } from "bun:test";
import { signAwsRequest } from "../../../server/src/providers/authentication/sigv4";

// AWS's signature version 4 test suite: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
// (linked there as aws-sig-v4-test-suite, kept in awslabs/aws-c-auth; 2026-11-22).
const suite = {
	credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
	region: "us-east-1",
	service: "service",
	at: new Date("2015-08-30T12:36:00Z"),
	headers: {},
	body: new Uint8Array(),
};
const sessionToken =
	"AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

const url = "https://example.amazonaws.com/";

describe("a signature is the one that AWS's own test suite expects", () => {
	test.each([
		["get-vanilla", { method: "GET", url }, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
		["post-vanilla", { method: "POST", url }, "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
		[
			"get-vanilla-query-order-key-case",
			{ method: "GET", url: `${url}?Param2=value2&Param1=value1` },
			"b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
		],
		[
			"get-vanilla-query-order-key",
			{ method: "GET", url: `${url}?Param1=value2&Param1=Value1` },
			"eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1",
		],
		[
			"post-header-value-case",
			{ method: "POST", url, headers: { "my-header1": "VALUE1" } },
			"cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
		],
		[
			"post-sts-header-before",
			{ method: "POST", url, credentials: { ...suite.credentials, sessionToken } },
			"85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
		],
	])("%s", (_, vector, signature) => {
		const { authorization } = signAwsRequest({ ...suite, ...vector });
		expect(authorization).toEndWith(`, Signature=${signature}`);
		expect(authorization).toStartWith(
			"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request",
		);
	});
});

describe("what is signed", () => {
	const bedrock = { ...suite, region: "eu-west-1", service: "bedrock", method: "POST" };
	const at = (path: string) =>
		signAwsRequest({ ...bedrock, url: `https://bedrock-runtime.eu-west-1.amazonaws.com/${path}` });

	test("is the path as it is sent, encoded once more: a colon and its code are two paths", () => {
		const raw = at("model/nova-lite-v1:0/converse").authorization;
		expect(raw).toBe(at("model/nova-lite-v1:0/converse").authorization);
		expect(raw).not.toBe(at("model/nova-lite-v1%3A0/converse").authorization);
	});

	test("holds the body, the type and Amazon's headers, and leaves the others to proxies on the way", () => {
		const headers = { "content-type": "application/json", "x-amz-target": "T", "user-agent": "x", accept: "*/*" };
		const signed = signAwsRequest({ ...bedrock, url, headers });
		expect(signed.authorization).toContain("SignedHeaders=content-type;host;x-amz-date;x-amz-target,");
		const other = signAwsRequest({ ...bedrock, url, headers, body: new TextEncoder().encode("{}") });
		expect(other.authorization).not.toBe(signed.authorization);
		expect(signAwsRequest({ ...bedrock, url, headers: { ...headers, "user-agent": "y" } })).toEqual(signed);
	});
});
