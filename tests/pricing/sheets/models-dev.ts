import { picoUsd } from "../../../server/src/pricing/decimal";
import type { RateUnit } from "../../../server/src/pricing/rate-unit";
import { isObject, type SheetRate } from "./sheet";

const providers: Readonly<Record<string, string>> = {
	openai: "openai",
	anthropic: "anthropic",
	google: "google",
	"google-vertex": "google",
	"google-vertex-anthropic": "google",
	azure: "azure",
	"amazon-bedrock": "aws",
	mistral: "mistral",
	groq: "groq",
	deepseek: "deepseek",
	xai: "x-ai",
	openrouter: "openrouter",
	togetherai: "together",
	"fireworks-ai": "fireworks",
	cohere: "cohere",
	perplexity: "perplexity",
	cerebras: "cerebras",
};

const units: Readonly<Record<string, RateUnit>> = {
	input: "uncachedInput",
	output: "output",
	reasoning: "reasoning",
	cache_read: "cacheRead",
	cache_write: "cacheWrite5m",
	input_audio: "audioInput",
	output_audio: "audioOutput",
};

/**
 * models.dev's `api.json`: by provider, then model, `cost` in USD per million tokens. `context_over_200k`, and `tiers` by
 * `tier.size`, are the long context's; a mode's `provider.body.service_tier` names its tier. Zeros are left out: they stand for
 * models that are free there, or whose price nobody knows. Source: https://github.com/anomalyco/models.dev (2026-11-22).
 */
export function readModelsDev(catalog: unknown): SheetRate[] {
	if (!isObject(catalog)) return [];
	return Object.entries(catalog).flatMap(([id, entry]) => {
		const provider = providers[id];
		if (provider === undefined || !isObject(entry) || !isObject(entry.models)) return [];
		return Object.entries(entry.models).flatMap(([model, said]) =>
			isObject(said) ? ratesOf({ provider, model }, said) : [],
		);
	});
}

type Of = Pick<SheetRate, "provider" | "model" | "tier">;

function ratesOf(of: Of, { cost, experimental }: Readonly<Record<string, unknown>>): SheetRate[] {
	if (!isObject(cost)) return [];
	const steps = Array.isArray(cost.tiers) ? cost.tiers.filter(isObject) : [];
	const modes = isObject(experimental) && isObject(experimental.modes) ? Object.entries(experimental.modes) : [];
	return [
		...costsOf(of, cost, -1),
		...costsOf(of, cost.context_over_200k, 200_000),
		...steps.flatMap((step) => costsOf(of, step, isObject(step.tier) ? Number(step.tier.size) : Number.NaN)),
		...modes.flatMap(([name, mode]) =>
			isObject(mode) ? costsOf({ ...of, tier: tierOf(name, mode) }, mode.cost, -1) : [],
		),
	];
}

function tierOf(name: string, { provider }: Readonly<Record<string, unknown>>): string {
	const body = isObject(provider) && isObject(provider.body) ? provider.body : {};
	return typeof body.service_tier === "string" ? body.service_tier : name;
}

function costsOf(of: Of, cost: unknown, above: number): SheetRate[] {
	if (!isObject(cost) || Number.isNaN(above)) return [];
	return Object.entries(cost).flatMap(([text, value]) => {
		const unit = units[text];
		if (unit === undefined || typeof value !== "number" || value <= 0) return [];
		return [{ ...of, unit, above, picoUsd: picoUsd(value, 1_000_000) }];
	});
}
