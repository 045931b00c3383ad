import { Refusal } from "../../proxy/refusal";
import type { World } from "../provider";
import { type Authentication, lastFour, type ProviderKey } from "./authentication";
import { findHeaderFault } from "./header-key";
import { type AwsCredentials, signAwsRequest } from "./sigv4";

interface AwsOptions {
	service: string;
	/** The region that a host belongs to; undefined for a host of another kind. */
	regionOf(host: string): string | undefined;
	/** For hosts that name none. */
	defaultRegion: string;
}

/** An API key is a text; access keys are `{"accessKeyId", "secretAccessKey", "sessionToken"?}`. */
type AwsKey = { apiKey: string } | AwsCredentials;

/**
 * Amazon's services: an API key goes as a bearer token; with access keys the request is signed (SigV4) anew, whoever signed it
 * before: a caller can only sign for the host that it sees, which is ours.
 */
export function awsKey({ service, regionOf, defaultRegion }: AwsOptions): (world: World) => Authentication {
	return ({ clock }) => {
		const parsed = new WeakMap<ProviderKey, AwsKey>();
		function keyOf(key: ProviderKey): AwsKey {
			const known = parsed.get(key) ?? parseAwsKey(key.secret);
			if (typeof known === "string") throw new Refusal(503, "provider_key_unusable", known);
			parsed.set(key, known);
			return known;
		}
		return {
			places: ["authorization"],
			signsBody: true,
			isSignature: (authorization) => authorization.startsWith("AWS4-"),
			authorize(key, { method, url, headers, body }) {
				const credentials = keyOf(key);
				for (const name of ofTheCallersSignature) delete headers[name];
				if ("apiKey" in credentials) {
					headers.authorization = `Bearer ${credentials.apiKey}`;
					return;
				}
				if (body instanceof ReadableStream) throw new Error("A body that is signed has to be in memory.");
				const region = regionOf(new URL(url).host) ?? defaultRegion;
				const signing = { credentials, region, service, method, url, headers, body: body ?? new Uint8Array() };
				Object.assign(headers, signAwsRequest({ ...signing, at: new Date(clock()) }));
			},
			findFault(secret) {
				const key = parseAwsKey(secret);
				return typeof key === "string" ? key : undefined;
			},
			hintOf(secret) {
				const key = parseAwsKey(secret);
				if (typeof key === "string") return "";
				return lastFour("apiKey" in key ? key.apiKey : key.accessKeyId);
			},
		};
	};
}

const ofTheCallersSignature = ["authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"];

/** The key in a text, or what is wrong with it. */
function parseAwsKey(secret: string): AwsKey | string {
	if (!secret.trimStart().startsWith("{")) return findHeaderFault(secret) ?? { apiKey: secret };
	try {
		const { accessKeyId, secretAccessKey, sessionToken } = JSON.parse(secret);
		const isKey = (value: unknown) => typeof value === "string" && value !== "" && findHeaderFault(value) === undefined;
		if (isKey(accessKeyId) && isKey(secretAccessKey) && (sessionToken === undefined || isKey(sessionToken)))
			return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
	} catch {
		// The parser's message would repeat the text.
	}
	return 'Access keys are given as {"accessKeyId": "…", "secretAccessKey": "…"}, with "sessionToken" for temporary ones.';
}
