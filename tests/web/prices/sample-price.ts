import type { Price } from "../../../web/src/api/model";

/** Input of gpt-4o at $2.50 for a million, for everybody and as long as anybody knows. */
export function samplePrice(change: Partial<Price> = {}): Price {
	return {
		id: "0f3a91c2d4",
		isOwn: false,
		provider: "openai",
		model: "gpt-4o",
		region: null,
		serviceTier: null,
		unit: "uncachedInput",
		picoUsd: "2500000",
		factor: null,
		conditions: {},
		sourceUrl: "https://developers.openai.com/api/docs/pricing",
		sourceDate: "2026-11-22",
		note: null,
		validFrom: null,
		bookVersion: "lensai@2026-11-22",
		...change,
	};
}
