/** Where a client finds the gateway of the server on `origin`. */
export function gatewayUrl(origin: string): string {
	return `${origin}/openai/v1`;
}

const curlBody = `{"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Say hello"}]}`;

/** A call that can be pasted into a terminal. On the server's own machine it needs no lens key. */
export function curlSnippet(origin: string, needsKey: boolean): string {
	return [
		`curl ${gatewayUrl(origin)}/chat/completions \\`,
		`  -H "Authorization: Bearer $OPENAI_API_KEY" \\`,
		...(needsKey ? [`  -H "x-lensai-key: $LENSAI_KEY" \\`] : []),
		`  -H "Content-Type: application/json" \\`,
		`  -d '${curlBody}'`,
	].join("\n");
}

/** The same with the official Python client. */
export function pythonSnippet(origin: string, needsKey: boolean): string {
	return [
		...(needsKey ? ["import os", ""] : []),
		"from openai import OpenAI",
		"",
		"client = OpenAI(",
		`    base_url="${gatewayUrl(origin)}",`,
		...(needsKey ? [`    default_headers={"x-lensai-key": os.environ["LENSAI_KEY"]},`] : []),
		")",
		"completion = client.chat.completions.create(",
		`    model="gpt-4o-mini",`,
		`    messages=[{"role": "user", "content": "Say hello"}],`,
		")",
		"print(completion.choices[0].message.content)",
	].join("\n");
}

/** The same with the official TypeScript client. */
export function typescriptSnippet(origin: string, needsKey: boolean): string {
	return [
		`import OpenAI from "openai";`,
		"",
		"const client = new OpenAI({",
		`  baseURL: "${gatewayUrl(origin)}",`,
		...(needsKey ? [`  defaultHeaders: { "x-lensai-key": process.env.LENSAI_KEY },`] : []),
		"});",
		"const completion = await client.chat.completions.create({",
		`  model: "gpt-4o-mini",`,
		`  messages: [{ role: "user", content: "Say hello" }],`,
		"});",
		"console.log(completion.choices[0].message.content);",
	].join("\n");
}

/** Calls from the server's own machine belong to the default project without a key; all others need one. */
export function isLoopback(hostname: string): boolean {
	return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127\./.test(hostname);
}
