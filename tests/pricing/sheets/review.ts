import type { PriceBook } from "../../../server/src/pricing/book";
import { matchesGlob } from "../../../server/src/targets/glob";
import type { Disagreement } from "./compare";
import type { SheetName } from "./sheet";

/** `ours` or `theirs` is right; `both`: they speak of different things, days or places; `unsure`: no page settles it. */
export type Verdict = "ours" | "theirs" | "both" | "unsure";

/** What somebody found out about disagreements that are known. */
export interface Review {
	/** Absent: any. */
	sheet?: SheetName;
	provider: string;
	/** `*` stands for any characters. */
	models: readonly string[];
	/** Absent: whatever the tier. `-`: the listed prices. */
	tier?: string;
	/** Absent: every unit. */
	units?: readonly string[];
	/** Only long-context rates, or only the others. */
	long?: boolean;
	/** Only rates that our book has not. */
	missing?: true;
	right: Verdict;
	why: string;
	/** The page that settles it, and the day it was read. */
	source: string;
}

export interface Reviewed {
	right: Verdict;
	why: string;
	source: string;
}

/**
 * Why they disagree, as far as anybody knows. A rate that comes from rows of our own book was put there over a list's because of
 * the page in it, and that is the reason where no review says otherwise. Undefined: somebody has to look.
 */
export function reviewOf(
	sheet: SheetName,
	disagreement: Disagreement,
	{ reviews, book }: { reviews: readonly Review[]; book: PriceBook },
): Reviewed | undefined {
	const found = reviews.find((review) => (review.sheet ?? sheet) === sheet && isAbout(review, disagreement));
	if (found !== undefined) return found;
	// Factors and prices of ours, the last one being the one that decided.
	const row = disagreement.origin.split(" ").map((part) => book.row(part.slice(1)));
	const last = row.findLast((each) => each !== undefined);
	if (last === undefined || disagreement.ours === undefined) return undefined;
	return {
		right: "ours",
		why: last.note ?? "the provider's page says so",
		source: `${last.sourceUrl} (${last.sourceDate})`,
	};
}

function isAbout({ provider, models, tier, units, long, missing }: Review, given: Disagreement): boolean {
	return (
		provider === given.provider &&
		models.some((model) => matchesGlob(model, given.model)) &&
		(tier === undefined || tier === (given.tier ?? "-")) &&
		(units === undefined || units.includes(given.unit)) &&
		(long === undefined || long === given.above >= 0) &&
		(missing === undefined || given.ours === undefined)
	);
}
