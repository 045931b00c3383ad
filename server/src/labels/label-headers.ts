/** Which gateway a header comes from. */
export type Gateway = "LensAI" | "Helicone" | "Portkey" | "LiteLLM" | "Bifrost" | "Cloudflare";

/**
 * How a header's value is read. `property`: the rest of the header's name is a key of the metadata, the value its value.
 * Others are one label each; see `Labels`.
 */
export type LabelKind =
	| "user"
	| "session"
	| "tags"
	| "metadata"
	| "property"
	| "environment"
	| "callSite"
	| "traceparent"
	| "traceId"
	| "parentSpanId";

export interface LabelHeader {
	/** In lower case. For `property` a prefix, if it ends with `-`; otherwise the whole name. */
	name: string;
	kind: LabelKind;
	gateway: Gateway;
	/** For a `property` that is a whole name: the key of the metadata. */
	key?: string;
}

const helicone = "https://docs.helicone.ai/helicone-headers/header-directory";
const portkey = "https://portkey.ai/docs/api-reference/headers";
const litellm = "https://docs.litellm.ai/docs/proxy/request_headers";
const bifrost = "https://docs.getbifrost.ai/providers/request-options";
const cloudflare = "https://developers.cloudflare.com/ai-gateway/observability/custom-metadata/";

/** Where each gateway documents its headers, read 2026-11-22. Ours, and W3C's, stand first. */
export const sources: Readonly<Record<Gateway, string>> = {
	LensAI: "https://www.w3.org/TR/trace-context/#traceparent-header",
	Helicone: helicone,
	Portkey: portkey,
	LiteLLM: litellm,
	Bifrost: bifrost,
	Cloudflare: cloudflare,
};

/**
 * The headers that label a call. Where two say the same thing, the one that stands first here counts: ours, then the others'
 * in this order. `docs/reference/call-headers.md` is tested against this table.
 */
export const labelHeaders: readonly LabelHeader[] = [
	{ name: "x-lensai-user", kind: "user", gateway: "LensAI" },
	{ name: "x-lensai-session", kind: "session", gateway: "LensAI" },
	{ name: "x-lensai-tags", kind: "tags", gateway: "LensAI" },
	{ name: "x-lensai-metadata", kind: "metadata", gateway: "LensAI" },
	{ name: "x-lensai-environment", kind: "environment", gateway: "LensAI" },
	{ name: "x-lensai-call-site", kind: "callSite", gateway: "LensAI" },
	{ name: "traceparent", kind: "traceparent", gateway: "LensAI" },
	{ name: "helicone-user-id", kind: "user", gateway: "Helicone" },
	{ name: "helicone-session-id", kind: "session", gateway: "Helicone" },
	{ name: "helicone-session-name", kind: "property", key: "session_name", gateway: "Helicone" },
	{ name: "helicone-session-path", kind: "property", key: "session_path", gateway: "Helicone" },
	{ name: "helicone-prompt-id", kind: "property", key: "prompt_id", gateway: "Helicone" },
	{ name: "helicone-property-", kind: "property", gateway: "Helicone" },
	{ name: "x-portkey-metadata", kind: "metadata", gateway: "Portkey" },
	{ name: "x-portkey-trace-id", kind: "traceId", gateway: "Portkey" },
	{ name: "x-portkey-parent-span-id", kind: "parentSpanId", gateway: "Portkey" },
	{ name: "x-litellm-customer-id", kind: "user", gateway: "LiteLLM" },
	{ name: "x-litellm-end-user-id", kind: "user", gateway: "LiteLLM" },
	{ name: "x-litellm-session-id", kind: "session", gateway: "LiteLLM" },
	{ name: "x-litellm-trace-id", kind: "traceId", gateway: "LiteLLM" },
	{ name: "x-litellm-tags", kind: "tags", gateway: "LiteLLM" },
	{ name: "x-litellm-spend-logs-metadata", kind: "metadata", gateway: "LiteLLM" },
	{ name: "x-bf-session-id", kind: "session", gateway: "Bifrost" },
	{ name: "x-bf-dim-", kind: "property", gateway: "Bifrost" },
	{ name: "x-bf-prom-", kind: "property", gateway: "Bifrost" },
	{ name: "cf-aig-metadata", kind: "metadata", gateway: "Cloudflare" },
];

/**
 * Headers that begin like this are for a gateway, never for a provider: ours and the aliases' whole families, because others
 * of them hold credentials (`helicone-auth`, `x-bf-vk`). `traceparent` goes on to the provider as it came.
 */
export const gatewayPrefixes = ["x-lensai-", "helicone-", "x-portkey-", "x-litellm-", "x-bf-", "cf-aig-"] as const;

const letter = { c: 99, f: 102, h: 104, x: 120, b: 98, l: 108, p: 112 } as const;

/** Whether a header (in lower case) is for a gateway, so that no provider may get it. 2 ns for one that is not. */
export function isForGateway(name: string): boolean {
	switch (name.charCodeAt(0)) {
		case letter.x: {
			const third = name.charCodeAt(2);
			if (third !== letter.l && third !== letter.p && third !== letter.b) return false;
			return (
				name.startsWith("x-lensai-") ||
				name.startsWith("x-litellm-") ||
				name.startsWith("x-portkey-") ||
				name.startsWith("x-bf-")
			);
		}
		case letter.h:
			return name.startsWith("helicone-");
		case letter.c:
			return name.charCodeAt(1) === letter.f && name.startsWith("cf-aig-");
		default:
			return false;
	}
}
