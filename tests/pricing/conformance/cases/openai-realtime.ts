import type { ConformanceCase, CostSum, Source } from "../case";

const shape: Source = "https://developers.openai.com/api/docs/guides/realtime-costs (2026-11-22)";
const list: Source =
	"https://developers.openai.com/api/docs/models/gpt-realtime as genai-prices 0.1.8 has it (2026-11-22)";

interface Counts {
	text?: number;
	audio?: number;
	image?: number;
}

/** Details as OpenAI tells them: cached tokens are among those of their kind. */
function usage(input: Counts, cached: Counts, output: Counts) {
	const sum = ({ text = 0, audio = 0, image = 0 }: Counts) => text + audio + image;
	const details = ({ text = 0, audio = 0, image = 0 }: Counts) => ({
		text_tokens: text,
		audio_tokens: audio,
		image_tokens: image,
	});
	return {
		total_tokens: sum(input) + sum(output),
		input_tokens: sum(input),
		output_tokens: sum(output),
		input_token_details: { ...details(input), cached_tokens: sum(cached), cached_tokens_details: details(cached) },
		output_token_details: { text_tokens: output.text ?? 0, audio_tokens: output.audio ?? 0 },
	};
}

function response(name: string, model: string, told: unknown, cost: CostSum, status = "completed"): ConformanceCase {
	const audio = { input: { transcription: { model: "gpt-4o-transcribe" } }, output: { voice: "marin" } };
	return {
		provider: "openai",
		name,
		method: "GET",
		path: "realtime",
		ask: {},
		answer: {
			socket: [
				{ type: "session.created", session: { type: "realtime", id: "sess_1", model, audio } },
				{ type: "response.created", response: { id: "resp_1", status: "in_progress", usage: null } },
				{ type: "response.output_audio.delta", response_id: "resp_1", delta: "UklGRiQA" },
				{ type: "response.done", response: { id: "resp_1", status, output: [], usage: told } },
			],
		},
		shape,
		rates: list,
		cost,
	};
}

function transcription(name: string, model: string, told: unknown, cost: CostSum): ConformanceCase {
	const audio = { input: { transcription: { model } } };
	return {
		...response(name, "gpt-realtime", undefined, cost),
		answer: {
			socket: [
				{ type: "session.created", session: { type: "realtime", id: "sess_1", model: "gpt-realtime", audio } },
				{
					type: "conversation.item.input_audio_transcription.completed",
					item_id: "item_1",
					transcript: "Hello",
					usage: told,
				},
			],
		},
		rates: "https://developers.openai.com/api/docs/pricing as genai-prices 0.1.8 has it (2026-11-22)",
	};
}

export const openaiRealtimeCases: ConformanceCase[] = [
	response(
		"realtime: text and sound, in and out",
		"gpt-realtime-2025-08-28",
		usage({ text: 119, audio: 13 }, { text: 64 }, { text: 30, audio: 91 }),
		{
			uncachedInput: "55 × $4/M",
			cacheRead: "64 × $0.40/M",
			audioInput: "13 × $32/M",
			output: "30 × $16/M",
			audioOutput: "91 × $64/M",
		},
	),
	response(
		"realtime: the conversation so far is cached, sound and pictures too",
		"gpt-realtime",
		usage({ text: 200, audio: 700, image: 100 }, { text: 100, audio: 500, image: 60 }, { text: 10, audio: 30 }),
		{
			uncachedInput: "100 × $4/M",
			cacheRead: "100 × $0.40/M",
			cacheReadAudio: "500 × $0.40/M",
			cacheReadImage: "60 × $0.50/M",
			audioInput: "200 × $32/M",
			imageInput: "40 × $5/M",
			output: "10 × $16/M",
			audioOutput: "30 × $64/M",
		},
	),
	response(
		"realtime: a response that was interrupted is billed",
		"gpt-realtime-mini",
		usage({ text: 100, audio: 400 }, { audio: 300 }, { audio: 20 }),
		{
			uncachedInput: "100 × $0.60/M",
			cacheReadAudio: "300 × $0.30/M",
			audioInput: "100 × $10/M",
			audioOutput: "20 × $20/M",
		},
		"cancelled",
	),
	transcription(
		"realtime: what was said, written down by another model",
		"gpt-4o-transcribe",
		{
			type: "tokens",
			input_tokens: 26,
			input_token_details: { text_tokens: 4, audio_tokens: 22 },
			output_tokens: 6,
			total_tokens: 32,
		},
		{ uncachedInput: "4 × $2.50/M", audioInput: "22 × $6/M", output: "6 × $10/M" },
	),
	transcription(
		"realtime: what was said, written down by whisper",
		"whisper-1",
		{ type: "duration", seconds: 3 },
		{ audioInputSeconds: "3 × $0.006/min" },
	),
];
