import { createHash, createHmac } from "node:crypto";

export interface AwsCredentials {
	accessKeyId: string;
	secretAccessKey: string;
	sessionToken?: string;
}

interface Signing {
	credentials: AwsCredentials;
	region: string;
	service: string;
	method: string;
	url: string;
	/** In lower case. `host`, `x-amz-*`, `content-type` and `my-*` are signed; others may be changed on the way. */
	headers: Readonly<Record<string, string>>;
	body: Uint8Array;
	at: Date;
}

/**
 * The headers that a request needs beside its own: `authorization`, `x-amz-date` and, for temporary credentials,
 * `x-amz-security-token`. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * (2026-11-22), checked against the vectors of AWS's signature version 4 test suite.
 */
export function signAwsRequest(signing: Signing): Record<string, string> {
	const { credentials, region, service, at } = signing;
	const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
	const day = time.slice(0, 8);
	const added: Record<string, string> = { "x-amz-date": time };
	if (credentials.sessionToken !== undefined) added["x-amz-security-token"] = credentials.sessionToken;

	const { request, signedHeaders } = canonicalRequest(signing, added);
	const scope = `${day}/${region}/${service}/aws4_request`;
	const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(request)}`;
	const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
		(from, part) => createHmac("sha256", from).update(part).digest(),
		`AWS4${credentials.secretAccessKey}`,
	);
	const signature = createHmac("sha256", key).update(toSign).digest("hex");
	return {
		...added,
		authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
	};
}

function canonicalRequest(signing: Signing, added: Readonly<Record<string, string>>) {
	const { method, url, headers, body } = signing;
	const { host, pathname, search } = new URL(url);
	const signed: [string, string][] = Object.entries({ ...headers, ...added, host })
		.filter(([name]) => name === "host" || name === "content-type" || /^(x-amz|my)-/.test(name))
		.map(([name, value]): [string, string] => [name, value.trim().replace(/ +/g, " ")])
		.sort(([a], [b]) => (a < b ? -1 : 1));
	const signedHeaders = signed.map(([name]) => name).join(";");
	const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
	const request = [method, canonicalPath(pathname), canonicalQuery(search), lines, signedHeaders, sha256(body)];
	return { request: request.join("\n"), signedHeaders };
}

/** Every service but S3 encodes the path once more than it was sent: `v1%3A0` is signed as `v1%253A0`. */
function canonicalPath(pathname: string): string {
	return pathname.split("/").map(encode).join("/");
}

/** Sorted by name, then value, in code points. */
function canonicalQuery(search: string): string {
	if (search.length < 2) return "";
	const pairs = search
		.slice(1)
		.split("&")
		.map((pair) => {
			const [name = "", value = ""] = pair.split(/=(.*)/s);
			return [encode(decode(name)), encode(decode(value))] as const;
		});
	pairs.sort(([a, v], [b, w]) => (a === b ? (v < w ? -1 : 1) : a < b ? -1 : 1));
	return pairs.map((pair) => pair.join("=")).join("&");
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		// Not an encoding at all: it is sent, and signed, as it stands.
		return text;
	}
}

/** RFC 3986: everything but letters, digits and `-._~`. */
function encode(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(data: string | Uint8Array): string {
	return createHash("sha256").update(data).digest("hex");
}
