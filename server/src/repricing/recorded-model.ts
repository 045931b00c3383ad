import type { Span } from "../journal/span";
import type { PricedModel } from "../pricing/cost";

export type ModelSpan = Pick<
	Span,
	"organizationId" | "provider" | "model" | "responseModel" | "costSource" | "serviceTier" | "region"
>;

/**
 * The model of a call as it is priced, by what its span holds; undefined for a call that named none. Spans from before tier and
 * region were recorded tell them in `costSource`, where they were priced at all; nothing else is guessed.
 */
export function recordedModel(span: ModelSpan, bookNameOf: (provider: string) => string): PricedModel | undefined {
	const name = span.responseModel ?? span.model;
	if (name === null) return undefined;
	const provider = bookNameOf(span.provider);
	const told = tierAndRegionIn(span.costSource, `${provider}/${name}`);
	const serviceTier = span.serviceTier ?? told.serviceTier;
	const region = span.region ?? told.region;
	return {
		provider,
		name,
		organizationId: span.organizationId,
		...(serviceTier !== undefined && { serviceTier }),
		...(region !== undefined && { region }),
	};
}

/** `global`, `eu`, `us-east-1`, `europe-west1`; tiers are words, and longer than two letters. */
const region = /^(global|[a-z]{2}|apac|[a-z]+-[a-z-]*[a-z]+-?\d+)$/;

/** What follows the model in `lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o batch eu`. */
function tierAndRegionIn(source: string | null, name: string): Pick<PricedModel, "serviceTier" | "region"> {
	const list = /(?:^| )genai-prices@\S+ /.exec(source ?? "");
	if (source === null || list === null) return {};
	const rest = source.slice(list.index + list[0].length);
	const [, ...words] = rest.startsWith(`${name} `)
		? [name, ...rest.slice(name.length + 1).split(" ")]
		: rest.split(" ");
	const [first, second] = words;
	if (second !== undefined) return { serviceTier: first, region: second };
	if (first === undefined) return {};
	return region.test(first) ? { region: first } : { serviceTier: first };
}
