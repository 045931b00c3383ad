import type { RateUnit } from "../../../server/src/pricing/rate-unit";

/** One rate as another list of prices has it. */
export interface SheetRate {
	/** In our price book's words, e.g. `google`. */
	provider: string;
	/** As the provider's API names it. */
	model: string;
	/** Absent: the listed prices. */
	tier?: string;
	unit: RateUnit;
	/** For calls with more input tokens than this; -1: for all. */
	above: number;
	picoUsd: bigint;
}

export type SheetName = "genai-prices" | "litellm" | "models.dev";

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
