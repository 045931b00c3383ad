import type { Review } from "./review";

/** Disagreements that were looked at. The first one that fits counts. */
export const reviews: readonly Review[] = [];
