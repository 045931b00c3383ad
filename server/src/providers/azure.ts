import { openaiChat } from "../proxy/dialects/openai-chat";
import { azure as vendor } from "../proxy/dialects/openai-vendors";
import { Refusal } from "../proxy/refusal";
import { anthropicPaths } from "./anthropic-paths";
import { headerKey } from "./authentication/header-key";
import { openaiPaths, responsesPaths } from "./openai-paths";
import { under } from "./paths";
import { leadBySegment } from "./places";
import type { Located, ProviderFacts } from "./provider";

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules (2026-11-22) */
const resource = /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i;

/**
 * Azure OpenAI: the resource is the first segment of the door, so a client's endpoint is `…/azure/<resource>`. A key belongs to
 * one resource. Versioned and v1 API, `api-key`: https://learn.microsoft.com/azure/ai-foundry/openai/reference;
 * Claude on Foundry: https://platform.claude.com/docs/en/build-with-claude/claude-in-microsoft-foundry (2026-11-22)
 */
export const azure: ProviderFacts = {
	id: "azure",
	name: "Azure OpenAI",
	priceBook: "azure",
	baseUrl: "https://resource.openai.azure.com",
	locate,
	places: { word: "resource", suggested: [], isPlace: (text) => resource.test(text), lead: leadBySegment },
	strip: (path) => splitResource(path).path,
	hosts: ["*.openai.azure.com", "*.services.ai.azure.com"],
	keysPerResource: true,
	authentication: headerKey({ header: "api-key", also: ["authorization", "x-api-key"] }),
	paths: {
		...under("openai/deployments/{model}/", openaiPaths(vendor)),
		...under("openai/v1/", openaiPaths(vendor)),
		...under("openai/", responsesPaths(vendor)),
		...under("anthropic/v1/", anthropicPaths),
	},
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	// https://learn.microsoft.com/azure/ai-foundry/openai/supported-languages (2026-11-22)
	keyVariables: ["AZURE_OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT"],
	readKey(variable) {
		const secret = variable("AZURE_OPENAI_API_KEY");
		const endpoint = variable("AZURE_OPENAI_ENDPOINT") ?? "";
		if (secret === undefined || !URL.canParse(endpoint)) return undefined;
		const { host } = new URL(endpoint);
		const [name] = host.split(".");
		return { secret, hosts: [host, `${name}.openai.azure.com`, `${name}.services.ai.azure.com`] };
	},
	test: { path: "openai/models?api-version=2024-10-21" },
};

function locate(whole: string): Located {
	const { name, path } = splitResource(whole);
	if (name === undefined) {
		throw new Refusal(404, "not_found", "Name the Azure resource behind the door: /azure/<resource>/openai/…");
	}
	// Claude is served under the second name only.
	const domain = path.startsWith("anthropic/") ? "services.ai.azure.com" : "openai.azure.com";
	return { baseUrl: `https://${name.toLowerCase()}.${domain}`, path };
}

function splitResource(whole: string): { name?: string; path: string } {
	const [first = "", second] = whole.split("/", 2);
	const isPath = (first === "openai" || first === "anthropic") && second !== "openai" && second !== "anthropic";
	if (isPath || second === undefined || !resource.test(first)) return { path: whole };
	return { name: first, path: whole.slice(first.length + 1) };
}
