import type { RawRequest } from "./http-client";

/** A chat completion for the gateway, as an OpenAI client sends it. */
export function chat(body: object = {}, headers: [name: string, value: string][] = []): RawRequest {
	return {
		target: "/openai/v1/chat/completions",
		headers: [["content-type", "application/json"], ["authorization", "Bearer sk-test"], ...headers],
		body: JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Olá 👋🏽" }], ...body }),
	};
}

/** One whose answer is streamed, and whose caller asks for no usage. */
export function streamedChat(body: object = {}): RawRequest {
	return chat({ stream: true, ...body });
}

/** One whose answer is streamed, and whose caller asks for usage itself. */
export function streamedChatWithUsage(): RawRequest {
	return chat({ stream: true, stream_options: { include_usage: true } });
}
