/** Server-sent events without names, as OpenAI and those who follow it send them; `[DONE]` ends them. */
export function events(...data: unknown[]): string[] {
	return [...data.map((each) => `data: ${JSON.stringify(each)}\n\n`), "data: [DONE]\n\n"];
}

/** Server-sent events that are named by their `type`, as Anthropic and OpenAI's Responses API send them. */
export function typedEvents(...data: { type: string }[]): string[] {
	return data.map((each) => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`);
}
