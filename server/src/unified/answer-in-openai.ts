import { filledString, isRecord, type JsonRecord, parseBytes } from "../proxy/dialects/json-values";
import { Refusal } from "../proxy/refusal";
import { chatUsage } from "./chat-usage";
import { ChunkWriter } from "./chunk-writer";
import type { ChatTranslation, EmbeddingsTranslation, Told } from "./translation";

/** An answer that is one JSON text has to be held to be translated. */
const maxAnswerBytes = 64 * 1024 * 1024;
const maxErrorBytes = 1024 * 1024;

export interface Answering<Translation> {
	/** As it comes from the provider's own door. */
	answer: Response;
	translation: Translation;
	/** As the provider was asked for it. */
	model: string;
	/** Members that the provider was not told of. */
	notSent: readonly string[];
	/** Unix seconds. */
	created: number;
}

interface ChatAnswering extends Answering<ChatTranslation> {
	stream: boolean;
	includeUsage: boolean;
}

/** The same chat completion in OpenAI's format. Throws Refusal 502 for an answer that is none. */
export async function chatInOpenai(answering: ChatAnswering): Promise<Response> {
	const { answer, translation, model, created, stream } = answering;
	if (!answer.ok) return errorInOpenai(answering);
	const callId = callIdOf(answer);
	const isStream = /event-?stream/.test(answer.headers.get("content-type") ?? "");
	if (stream && isStream) return streamInOpenai(answering, callId);
	const bytes = await wholeBody(answer, maxAnswerBytes);
	const told = stream ? undefined : readTold(translation, bytes, callId);
	if (told === undefined) throw notAnAnswer();
	const { usage } = translation.dialect.readResponse(bytes, answer.headers);
	const completion = {
		id: told.id ?? `chatcmpl-${callId}`,
		object: "chat.completion",
		created,
		model: told.model ?? model,
		choices: choicesOf(told),
		usage: chatUsage(usage),
	};
	return respond(JSON.stringify(completion), answering, "application/json");
}

/** Undefined, too, for what is nested too deep to be written again as the text that OpenAI's format wants (Bun 1.4.5). */
function readTold(translation: ChatTranslation, bytes: Uint8Array, callId: string): Told | undefined {
	const body = parseBytes(bytes);
	try {
		return isRecord(body) ? translation.readAnswer(body, callId) : undefined;
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

function choicesOf({ choices }: Told): JsonRecord[] {
	return choices.map(({ message, finishReason, nativeReason }, index) => ({
		index,
		message,
		logprobs: null,
		finish_reason: finishReason,
		...(nativeReason !== undefined && { native_finish_reason: nativeReason }),
	}));
}

/** The same vectors in OpenAI's format. Throws Refusal 502. */
export async function embeddingsInOpenai(
	answering: Answering<EmbeddingsTranslation> & { base64: boolean },
): Promise<Response> {
	const { answer, translation, model, base64 } = answering;
	if (!answer.ok) return errorInOpenai(answering);
	const bytes = await wholeBody(answer, maxAnswerBytes);
	const body = parseBytes(bytes);
	const vectors = isRecord(body) ? translation.readVectors(body) : undefined;
	if (vectors === undefined) throw notAnAnswer();
	const prompt = chatUsage(translation.dialect.readResponse(bytes, answer.headers).usage)?.prompt_tokens;
	const list = {
		object: "list",
		data: vectors.map((vector, index) => ({
			object: "embedding",
			index,
			embedding: base64 ? Buffer.from(Float32Array.from(vector).buffer).toString("base64") : vector,
		})),
		model,
		...(prompt !== undefined && { usage: { prompt_tokens: prompt, total_tokens: prompt } }),
	};
	return respond(JSON.stringify(list), answering, "application/json");
}

/** The provider's own words; what the gateway itself refused has OpenAI's shape already. */
async function errorInOpenai(answering: Answering<Pick<ChatTranslation, "dialect">>): Promise<Response>;
async function errorInOpenai(answering: Answering<Pick<EmbeddingsTranslation, "dialect">>): Promise<Response>;
async function errorInOpenai(answering: Answering<Pick<EmbeddingsTranslation, "dialect">>): Promise<Response> {
	const { answer, translation } = answering;
	const bytes = await wholeBody(answer, maxErrorBytes);
	const body = parseBytes(bytes);
	if (isRecord(body) && isRecord(body.error) && "param" in body.error)
		return respond(bytes, answering, "application/json");
	const told = translation.dialect.readResponse(bytes, answer.headers).error;
	const message = filledString(told?.message) ?? `The provider answered ${answer.status}.`;
	const error = { message, type: told?.type ?? "provider_error", param: null, code: null };
	return respond(JSON.stringify({ error }), answering, "application/json");
}

/** Events are translated as they come; a slow caller slows the provider down, and one who leaves cuts it off. */
function streamInOpenai(answering: ChatAnswering, callId: string): Response {
	const { answer, translation, model, created, includeUsage } = answering;
	const writer = new ChunkWriter({ id: `chatcmpl-${callId}`, created, model });
	const events = translation.readStream(writer, callId);
	const usage = includeUsage ? translation.dialect.createStreamReader(answer.headers) : undefined;
	const source = answer.body?.getReader();
	let isOver = false;
	async function next(): Promise<Uint8Array | undefined> {
		while (!isOver) {
			const piece = await source?.read();
			isOver = piece?.value === undefined;
			if (piece?.value !== undefined) {
				events.push(piece.value);
				usage?.read(piece.value);
			} else {
				events.end();
				writer.end(chatUsage(usage?.end().usage));
			}
			const bytes = writer.take();
			if (bytes !== undefined) return bytes;
		}
		return undefined;
	}
	const body = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const bytes = await next().catch(() => {
					isOver = true;
					writer.fail({ type: "upstream_broke_off", message: "The provider broke its answer off." });
					return writer.take();
				});
				if (bytes !== undefined) controller.enqueue(bytes);
				if (isOver) controller.close();
			},
			cancel: (reason) => source?.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
	return respond(body, answering, "text/event-stream; charset=utf-8");
}

function respond(body: BodyInit, { answer, notSent }: Pick<Answering<never>, "answer" | "notSent">, type: string) {
	const headers = new Headers(answer.headers);
	headers.delete("content-length");
	headers.set("content-type", type);
	const requestId = headers.get("request-id") ?? headers.get("x-amzn-requestid");
	if (requestId !== null && !headers.has("x-request-id")) headers.set("x-request-id", requestId);
	const names = notSent.filter((name) => /^[\w.-]{1,64}$/.test(name)).slice(0, 20);
	if (names.length > 0) headers.set("x-lensai-not-sent", names.join(", "));
	return new Response(body, { status: answer.status, headers });
}

function callIdOf({ headers }: Response): string {
	return headers.get("x-lensai-call-id") ?? Bun.randomUUIDv7();
}

/** Throws Refusal 502 when it breaks off, or is longer than `maxBytes`. */
async function wholeBody({ body }: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for await (const chunk of body ?? []) {
			bytes += chunk.length;
			if (bytes > maxBytes) break;
			chunks.push(chunk);
		}
	} catch {
		throw new Refusal(502, "upstream_failed", "The provider broke its answer off.");
	}
	if (bytes > maxBytes)
		throw new Refusal(502, "upstream_failed", `The provider's answer is longer than ${maxBytes} bytes.`);
	return Buffer.concat(chunks);
}

function notAnAnswer(): Refusal {
	return new Refusal(502, "upstream_failed", "The provider's answer is not one of its API, and cannot be translated.");
}
