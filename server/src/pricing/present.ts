import type { PriceView, RatesView } from "./model";
import type { PriceRow } from "./price-row";
import type { Tariff } from "./tariff";

/** A row as the API shows it. */
export function presentPrice(row: PriceRow): PriceView {
	const { id, provider, model, unit, sourceDate, validFromMs } = row;
	const { days, ...conditions } = row.conditions;
	return {
		id,
		isOwn: row.organizationId !== undefined,
		provider,
		model,
		region: row.region ?? null,
		serviceTier: row.serviceTier ?? null,
		unit,
		picoUsd: row.picoUsd?.toString() ?? null,
		factor: row.factor === undefined ? null : decimal(row.factor),
		conditions: { ...conditions, ...(days && { days: [...days] }) },
		sourceUrl: row.sourceUrl || null,
		sourceDate,
		note: row.note ?? null,
		validFrom: validFromMs === 0 ? null : new Date(validFromMs).toISOString(),
		bookVersion: row.bookVersion ?? null,
	};
}

/** A tariff as the API shows it. */
export function presentTariff({ source, isEstimate, hasRequestFee, steps }: Tariff): typeof RatesView.static {
	return {
		source,
		isEstimate,
		hasRequestFee,
		steps: steps.map(({ above, rates, origins }) => ({
			aboveInputTokens: above,
			rates: Object.entries(rates).map(([unit, rate]) => ({
				unit,
				picoUsd: rate.toString(),
				rows: (origins[unit as keyof typeof origins] ?? "")
					.split(" ")
					.flatMap((part) => (part === "" ? [] : [part.slice(1)])),
			})),
		})),
	};
}

/** Millionths as a decimal: 1,100,000 → `1.1`. */
function decimal(millionths: bigint): string {
	const whole = millionths / 1_000_000n;
	const fraction = (millionths % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "");
	return fraction === "" ? whole.toString() : `${whole}.${fraction}`;
}
