/** One group of a bucket of time, with every member that it can be grouped by. */
export type Group = Record<string, unknown>;

type Kind = "openai" | "anthropic";

/** A provider's admin API on this machine, in the documented shapes; what a request does not group by is null, as there. */
export interface ReportServer {
	/** OpenAI's base URL. */
	openaiUrl: string;
	/** Anthropic's base URL. */
	anthropicUrl: string;
	/** Path, and then day, to the groups of that day. */
	reports: Record<string, Record<string, Group[]>>;
	/** Path to all that is listed there. */
	lists: Record<string, Group[]>;
	/** Days on a page. */
	perPage: number;
	/** Path and query of all requests, the oldest first. */
	requests: URL[];
	/** What it answers in place of a report, where this says something. */
	instead: ((url: URL) => Response | undefined | Promise<Response | undefined>) | undefined;
	stop(): Promise<void>;
}

export const openaiAdminKey = "sk-admin-openai-very-secret-0001";
export const anthropicAdminKey = "sk-ant-admin01-very-secret-0002";

export function startReportServer(): ReportServer {
	const served = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => answer(server, request) });
	const base = `http://127.0.0.1:${served.port}`;
	const server: ReportServer = {
		openaiUrl: `${base}/v1`,
		anthropicUrl: base,
		reports: {},
		lists: {},
		perPage: 2,
		requests: [],
		instead: undefined,
		stop: () => served.stop(true),
	};
	return server;
}

async function answer(server: ReportServer, request: Request): Promise<Response> {
	const url = new URL(request.url);
	server.requests.push(url);
	const instead = await server.instead?.(url);
	if (instead !== undefined) return instead;
	const kind = url.pathname.startsWith("/v1/organizations/") ? "anthropic" : "openai";
	if (!isAdmin(kind, request.headers)) return refused(kind);
	const path = url.pathname.replace("/v1/", "");
	const listed = server.lists[path];
	if (listed !== undefined) return Response.json(listOf(url, listed));
	return Response.json(kind === "openai" ? openaiPage(server, url, path) : anthropicPage(server, url, path));
}

function isAdmin(kind: Kind, headers: Headers): boolean {
	if (kind === "openai") return headers.get("authorization") === `Bearer ${openaiAdminKey}`;
	return headers.get("x-api-key") === anthropicAdminKey && headers.get("anthropic-version") === "2023-06-01";
}

/** The provider's words repeat the key, as OpenAI's do. */
function refused(kind: Kind): Response {
	const message = kind === "openai" ? `Incorrect API key provided: ${openaiAdminKey}.` : "invalid x-api-key";
	return Response.json({ error: { message, type: "authentication_error" } }, { status: 401 });
}

/**
 * https://developers.openai.com/api/reference/resources/organization/subresources/projects/subresources/api_keys/methods/list and
 * https://platform.claude.com/docs/en/api/admin-api/apikeys/list-api-keys (2026-11-22)
 */
function listOf(url: URL, listed: Group[]) {
	const after = url.searchParams.get("after") ?? url.searchParams.get("after_id");
	const from = after === null ? 0 : listed.findIndex(({ id }) => id === after) + 1;
	const data = listed.slice(from, from + 1);
	return {
		object: "list",
		data,
		first_id: data[0]?.id ?? null,
		last_id: data.at(-1)?.id ?? null,
		has_more: from + 1 < listed.length,
	};
}

const dayMs = 86_400_000;
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

interface Asked {
	fromMs: number;
	toMs: number;
	groups: string[];
}

function page(server: ReportServer, url: URL, { fromMs, toMs }: Asked, bucketOf: (atMs: number) => object) {
	const limit = Math.min(server.perPage, Number(url.searchParams.get("limit") ?? 7));
	const cursor = url.searchParams.get("page");
	const startMs = cursor === null ? fromMs : Number(atob(cursor.replace("page_", "")));
	const data: object[] = [];
	let atMs = startMs;
	for (; atMs < toMs && data.length < limit; atMs += dayMs) data.push(bucketOf(atMs));
	const more = atMs < toMs;
	return { data, has_more: more, next_page: more ? `page_${btoa(String(atMs))}` : null };
}

/**
 * https://developers.openai.com/api/reference/cli/resources/admin/subresources/organization/subresources/usage/methods/completions
 * and …/methods/costs (2026-11-22)
 */
function openaiPage(server: ReportServer, url: URL, path: string) {
	const asked = {
		fromMs: Number(url.searchParams.get("start_time")) * 1000,
		toMs: Number(url.searchParams.get("end_time")) * 1000,
		groups: url.searchParams.getAll("group_by"),
	};
	const dimensions = ["project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "line_item"];
	return {
		object: "page",
		...page(server, url, asked, (atMs) => ({
			object: "bucket",
			start_time: atMs / 1000,
			end_time: (atMs + dayMs) / 1000,
			results: grouped(server.reports[path]?.[dayOf(atMs)] ?? [], dimensions, asked.groups),
		})),
	};
}

/**
 * https://platform.claude.com/docs/en/api/admin-api/usage-cost/get-messages-usage-report and
 * https://platform.claude.com/docs/en/api/admin/cost_report (2026-11-22)
 */
function anthropicPage(server: ReportServer, url: URL, path: string) {
	const asked = {
		fromMs: Date.parse(url.searchParams.get("starting_at") ?? ""),
		toMs: Date.parse(url.searchParams.get("ending_at") ?? ""),
		groups: url.searchParams.getAll("group_by[]"),
	};
	const ofDescription = ["description", "model", "service_tier", "context_window", "cost_type", "token_type"];
	const isCost = path.endsWith("cost_report");
	const groups = isCost && asked.groups.includes("description") ? [...asked.groups, ...ofDescription] : asked.groups;
	const dimensions = ["api_key_id", "workspace_id", ...ofDescription];
	return page(server, url, asked, (atMs) => ({
		starting_at: `${dayOf(atMs)}T00:00:00Z`,
		ending_at: `${dayOf(atMs + dayMs)}T00:00:00Z`,
		results: grouped(server.reports[path]?.[dayOf(atMs)] ?? [], dimensions, groups),
	}));
}

function grouped(results: Group[], dimensions: string[], groups: string[]): Group[] {
	const hidden = dimensions.filter((dimension) => !groups.includes(dimension));
	return results.map((result) => {
		const left = hidden.filter((dimension) => dimension in result).map((dimension) => [dimension, null]);
		return { ...result, ...Object.fromEntries(left) };
	});
}

/** A group of OpenAI's `usage/completions`. */
export function openaiUsage(group: Group): Group {
	return {
		object: "organization.usage.completions.result",
		input_tokens: 0,
		output_tokens: 0,
		input_cached_tokens: 0,
		input_audio_tokens: 0,
		output_audio_tokens: 0,
		num_model_requests: 1,
		project_id: "proj_abc",
		user_id: null,
		api_key_id: "key_abc",
		model: "gpt-4o-2024-08-06",
		batch: false,
		service_tier: "default",
		...group,
	};
}

/** A group of OpenAI's `costs`. */
export function openaiCost(value: number | string, group: Group = {}): Group {
	return {
		object: "organization.costs.result",
		amount: { value, currency: "usd" },
		line_item: "gpt-4o-2024-08-06, input",
		project_id: "proj_abc",
		api_key_id: "key_abc",
		quantity: null,
		...group,
	};
}

/** A key of OpenAI's `projects/{id}/api_keys`. */
export function openaiKey(id: string, name: string, ending: string): Group {
	const redacted = `sk-pro...${ending}`;
	return { object: "organization.project.api_key", redacted_value: redacted, name, created_at: 1711471533, id };
}

/** A group of Anthropic's `usage_report/messages`. */
export function anthropicUsage(group: Group): Group {
	return {
		api_key_id: "apikey_01",
		cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 0 },
		cache_read_input_tokens: 0,
		context_window: "0-200k",
		model: "claude-sonnet-4-20250514",
		output_tokens: 0,
		server_tool_use: { web_search_requests: 0 },
		service_tier: "standard",
		uncached_input_tokens: 0,
		workspace_id: null,
		...group,
	};
}

/** A group of Anthropic's `cost_report`; the amount is in cents. */
export function anthropicCost(amount: string, group: Group = {}): Group {
	return {
		amount,
		context_window: "0-200k",
		cost_type: "tokens",
		currency: "USD",
		description: "Claude Sonnet 4 Usage - Input Tokens",
		model: "claude-sonnet-4-20250514",
		service_tier: "standard",
		token_type: "uncached_input_tokens",
		workspace_id: null,
		...group,
	};
}

/** A key of Anthropic's `api_keys`. */
export function anthropicKey(id: string, name: string, ending: string): Group {
	return {
		id,
		name,
		partial_key_hint: `sk-ant-api03-R2D...${ending}`,
		status: "active",
		type: "api_key",
		workspace_id: null,
	};
}
