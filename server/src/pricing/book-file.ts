import { millionths, picoUsd } from "./decimal";
import type { PriceConditions, PriceRow } from "./price-row";
import type { RateUnit } from "./rate-unit";
import type { UsageBucket } from "./usage";

type Decimals<Unit extends string> = Partial<Record<Unit, number>>;

/** Prices of one source, as they stand in a file of `book/`. Numbers are read by their decimal digits. */
export interface BookEntry {
	/** Patterns, see `PriceRow`. */
	models: readonly string[];
	tier?: string;
	region?: string;
	/** USD per million tokens, as providers list them. */
	perMillion?: Decimals<UsageBucket | "inputCharacters">;
	/** USD per thousand. */
	perThousand?: Decimals<RateUnit>;
	/** USD for one. */
	each?: Decimals<RateUnit>;
	/** There is a fee for each request, and it is not known. */
	unknownFee?: true;
	/** What listed prices are multiplied by. */
	factor?: Decimals<RateUnit | "tokens">;
	conditions?: PriceConditions;
	/** The first day in UTC, or a moment of it; absent: as long as anybody knows. */
	from?: `${number}-${number}-${string}`;
	/** The page, and the day on which it said so. */
	source: string;
	read: `${number}-${number}-${number}`;
	note?: string;
}

export interface BookFile {
	/** Price-book id. */
	provider: string;
	entries: readonly BookEntry[];
}

type Content = Omit<PriceRow, "id">;

/** The rows of a file: one for each model, unit and price. Their ids follow from what they say. */
export function rowsOf({ provider, entries }: BookFile): PriceRow[] {
	return entries.flatMap((entry) =>
		entry.models.flatMap((model) =>
			amountsOf(entry).map((amount) => withId({ provider, model, ...amount, ...sharedBy(entry) })),
		),
	);
}

function sharedBy({ tier, region, conditions = {}, from, source, read, note }: BookEntry) {
	return {
		...(tier !== undefined && { serviceTier: tier }),
		...(region !== undefined && { region }),
		conditions,
		sourceUrl: source,
		sourceDate: read,
		...(note !== undefined && { note }),
		validFromMs: from === undefined ? 0 : Date.parse(from),
	};
}

type Amount = Pick<PriceRow, "unit" | "picoUsd" | "factor">;

function amountsOf({ perMillion, perThousand, each, factor, unknownFee }: BookEntry): Amount[] {
	const prices = [
		...decimalsOf(perMillion, (usd) => picoUsd(usd, 1_000_000)),
		...decimalsOf(perThousand, (usd) => picoUsd(usd, 1000)),
		...decimalsOf(each, (usd) => picoUsd(usd, 1)),
	];
	return [
		...prices.map(([unit, value]) => ({ unit, picoUsd: value })),
		...decimalsOf(factor, millionths).map(([unit, value]) => ({ unit, factor: value })),
		...(unknownFee ? [{ unit: "requests" as const }] : []),
	];
}

function decimalsOf<Unit extends string>(decimals: Decimals<Unit> | undefined, read: (value: number) => bigint) {
	return Object.entries<number>((decimals ?? {}) as Record<Unit, number>).map(([unit, value]): [Unit, bigint] => [
		unit as Unit,
		read(value),
	]);
}

const idLength = 10;

function withId(content: Content): PriceRow {
	const text = JSON.stringify(content, (_, value) => (typeof value === "bigint" ? value.toString() : value));
	return { id: new Bun.CryptoHasher("sha256").update(text).digest("hex").slice(0, idLength), ...content };
}
