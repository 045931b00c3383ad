import type { Usage } from "../../pricing/usage";
import { isRecord } from "./openai-json";
import { tokenCount } from "./openai-token-counts";

/**
 * What the built-in tools of a response are billed by, beside its tokens:
 *
 * - `webSearches`: `tool_usage.web_search.num_requests`, the billable ones; where it is absent, the finished searches among
 *   the output items (opening a page is no search);
 * - `fileSearches`: finished calls;
 * - `codeSessions`: containers, however often they were called. One that lives on into a later response is counted there too;
 * - `imagesOutput`: finished calls of the image tool, whose tokens are billed as another model's.
 *
 * A tool that was not used is absent. Sources, 2026-11-22: types of npm `openai` 7.57.0 (`tool_usage`,
 * output items); genai-prices 0.1.8 (searches by the thousand); https://azure.microsoft.com/en-us/pricing/details/azure-openai/
 * (code interpreter by the session).
 */
export function readToolUnits(response: Record<string, unknown>): Usage {
	const items = Array.isArray(response.output) ? response.output.filter(isRecord) : [];
	const finished = (type: string) => items.filter((item) => item.type === type && isFinished(item));
	const searches = finished("web_search_call").filter(({ action }) => !isRecord(action) || isSearch(action));
	const containers = new Set(finished("code_interpreter_call").map(({ container_id }) => container_id));
	const webSearches = billedSearches(response.tool_usage) ?? (searches.length || undefined);
	const fileSearches = finished("file_search_call").length;
	const imagesOutput = finished("image_generation_call").length;
	return {
		...(webSearches !== undefined && { webSearches }),
		...(fileSearches > 0 && { fileSearches }),
		...(containers.size > 0 && { codeSessions: containers.size }),
		...(imagesOutput > 0 && { imagesOutput }),
	};
}

function billedSearches(toolUsage: unknown): number | undefined {
	const webSearch = isRecord(toolUsage) ? toolUsage.web_search : undefined;
	return isRecord(webSearch) ? tokenCount(webSearch.num_requests) : undefined;
}

function isFinished({ status }: Record<string, unknown>): boolean {
	return status === undefined || status === "completed";
}

function isSearch({ type }: Record<string, unknown>): boolean {
	return type === undefined || type === "search";
}
