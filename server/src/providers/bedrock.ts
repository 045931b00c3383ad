import { renderBedrockError } from "../proxy/dialects/bedrock-error";
import { bedrockDialect } from "../proxy/dialects/bedrock-invoke";
import { openai as vendor } from "../proxy/dialects/openai-vendors";
import { awsKey } from "./authentication/aws";
import { openaiPaths } from "./openai-paths";
import { type PathTable, under } from "./paths";
import type { Located, ProviderFacts } from "./provider";

const defaultRegion = "us-east-1";
const modelPaths: PathTable = {
	"POST converse": { dialect: bedrockDialect, kind: "llm" },
	"POST converse-stream": { dialect: bedrockDialect, kind: "llm" },
	"POST invoke": { dialect: bedrockDialect, kind: "llm" },
	"POST invoke-with-response-stream": { dialect: bedrockDialect, kind: "llm" },
	"POST count-tokens": { dialect: bedrockDialect, kind: "other" },
};
const hostRegion = /^bedrock(?:-runtime)?\.([a-z0-9-]+)\.amazonaws\.com$/;
const region = /^[a-z]{2}(?:-[a-z]+){1,3}-\d$/;

/**
 * Amazon Bedrock. The region is the first segment (`/bedrock/eu-west-1/model/…`), else the one that the caller signed for, else
 * us-east-1. API: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html;
 * hosts: https://docs.aws.amazon.com/general/latest/gr/bedrock.html; API keys: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html;
 * the OpenAI format: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-chat-completions.html (2026-11-22)
 */
export const bedrock: ProviderFacts = {
	id: "bedrock",
	name: "Amazon Bedrock",
	priceBook: "aws",
	baseUrl: `https://bedrock-runtime.${defaultRegion}.amazonaws.com`,
	locate,
	strip: (path) => splitRegion(path).path,
	regionOf: (host) => hostRegion.exec(host)?.[1],
	hosts: ["bedrock-runtime.*.amazonaws.com", "bedrock.*.amazonaws.com"],
	keyForm: "aws",
	authentication: awsKey({
		service: "bedrock",
		regionOf: (host) => hostRegion.exec(host)?.[1],
		defaultRegion,
	}),
	paths: {
		// An ARN's slash may come unescaped.
		...under("model/{model/}/", modelPaths),
		...under("openai/v1/", openaiPaths(vendor)),
	},
	renderError: renderBedrockError,
	limitStyle: "plain",
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	// https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html (2026-11-22)
	keyVariables: ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
	readKey(variable) {
		const apiKey = variable("AWS_BEARER_TOKEN_BEDROCK");
		if (apiKey !== undefined) return { secret: apiKey };
		const accessKeyId = variable("AWS_ACCESS_KEY_ID");
		const secretAccessKey = variable("AWS_SECRET_ACCESS_KEY");
		if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
		return { secret: JSON.stringify({ accessKeyId, secretAccessKey, sessionToken: variable("AWS_SESSION_TOKEN") }) };
	},
	test: { path: "foundation-models?byOutputModality=TEXT", baseUrl: `https://bedrock.${defaultRegion}.amazonaws.com` },
};

/** What runs models has another host than what manages them. */
const atRuntime = /^(model|guardrail|async-invoke|openai)\b/;

function locate(whole: string, headers: Headers): Located {
	const { named, path } = splitRegion(whole);
	const where = named ?? signedFor(headers.get("authorization")) ?? defaultRegion;
	const service = atRuntime.test(path) ? "bedrock-runtime" : "bedrock";
	return { baseUrl: `https://${service}.${where}.amazonaws.com`, path };
}

function splitRegion(whole: string): { named?: string; path: string } {
	const slash = whole.indexOf("/");
	const first = whole.slice(0, slash);
	return region.test(first) ? { named: first, path: whole.slice(slash + 1) } : { path: whole };
}

/** `AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/bedrock/aws4_request, …` */
function signedFor(authorization: string | null): string | undefined {
	const [, scope = ""] = /^AWS4-[A-Z0-9-]+ Credential=[^/,]+\/\d+\/([^/,]+)\//.exec(authorization ?? "") ?? [];
	return region.test(scope) ? scope : undefined;
}
