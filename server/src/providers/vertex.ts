import { renderGoogleError } from "../proxy/dialects/gemini-generate";
import { openai as vendor } from "../proxy/dialects/openai-vendors";
import { Refusal } from "../proxy/refusal";
import { googleKey } from "./authentication/google";
import { geminiPaths, rawPredictPaths } from "./gemini-paths";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { Located, ProviderFacts } from "./provider";

const place = "*/projects/*/locations/*/";

/**
 * Google Cloud Vertex AI: the location in the path decides the host. API: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest;
 * hosts: https://docs.cloud.google.com/gemini-enterprise-agent-platform/resources/locations;
 * Claude: https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai (2026-11-22)
 */
export const vertex: ProviderFacts = {
	id: "vertex",
	name: "Google Vertex AI",
	priceBook: "google",
	baseUrl: "https://aiplatform.googleapis.com",
	locate,
	regionOf: (host) =>
		host === "aiplatform.googleapis.com"
			? "global"
			: /^(?:([a-z0-9-]+)-aiplatform|aiplatform\.([a-z]+)\.rep)\.googleapis\.com$/.exec(host)?.slice(1).find(Boolean),
	hosts: ["aiplatform.googleapis.com", "*-aiplatform.googleapis.com", "aiplatform.*.rep.googleapis.com"],
	keyForm: "google",
	authentication: googleKey(),
	paths: {
		...under(`${place}publishers/google/models/`, geminiPaths),
		...under("*/publishers/google/models/", geminiPaths),
		...under(`${place}endpoints/openapi/`, openaiPaths(vendor)),
		...under(place, rawPredictPaths),
		...under("*/", rawPredictPaths),
	},
	renderError: renderGoogleError,
	limitStyle: "plain",
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	// https://docs.cloud.google.com/docs/authentication/application-default-credentials (2026-11-22)
	keyVariables: ["GOOGLE_APPLICATION_CREDENTIALS"],
	readKey(variable) {
		const file = variable("GOOGLE_APPLICATION_CREDENTIALS");
		return file === undefined ? undefined : { file };
	},
	test: { path: "v1beta1/publishers/google/models?pageSize=1" },
};

/** Without a location (express mode), and for `global`, the host has no region; `us` and `eu` are multi-regions. */
function locate(path: string): Located {
	const [, location = "global"] = /^[^/]+\/projects\/[^/]+\/locations\/([^/]+)/.exec(path) ?? [];
	if (!/^[a-z0-9-]{2,40}$/.test(location))
		throw new Refusal(404, "not_found", "The path names no location of Google's.");
	const host =
		location === "global"
			? "aiplatform.googleapis.com"
			: location === "us" || location === "eu"
				? `aiplatform.${location}.rep.googleapis.com`
				: `${location}-aiplatform.googleapis.com`;
	return { baseUrl: `https://${host}`, path };
}
