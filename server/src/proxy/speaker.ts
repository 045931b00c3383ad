import type { Provider } from "../providers/provider";
import type { Door } from "./enter";

/** What says an error at a door. */
export type Speaker = Pick<Door, "renderError" | "rendererFor" | "limitStyle">;

/** How an error at this door is said; `provider` once it is known. */
export function speakerAt(
	door: Speaker,
	request: Request,
	provider: Provider | undefined,
): Pick<Provider, "renderError" | "limitStyle"> {
	const renderError = door.rendererFor?.(request, provider) ?? door.renderError;
	return { renderError, limitStyle: door.limitStyle };
}

/**
 * How an error of the gateway's own is said to whoever asked this: in the dialect of the path, since a provider may serve
 * Anthropic's API beside OpenAI's, else as most of the provider's clients expect it.
 */
export function errorRendererAt(
	{ door, facts, dialectOf, renderError }: Pick<Provider, "door" | "facts" | "dialectOf" | "renderError">,
	{ method, url }: Pick<Request, "method" | "url">,
): Provider["renderError"] {
	const start = url.indexOf(door) + door.length;
	const end = url.slice(start).search(/[?#]/);
	const path = end < 0 ? url.slice(start) : url.slice(start, start + end);
	return dialectOf(method, facts.strip?.(path) ?? path)?.renderError ?? renderError;
}
