import { PriceBook } from "./book";
import { files } from "./book/files";
import { rowsOf } from "./book-file";

/** When the prices of this release were last gone through; a change of `book/` changes it. */
export const bookVersion = "lensai@2026-11-22";

/** The prices that this release brings. */
export const releasedRows = files.flatMap(rowsOf).map((row) => ({ ...row, bookVersion }));

/** The version and a digest of what it says, so that a change of `book/` is never taken for the release before. */
export const releaseName = `${bookVersion}+${digestOf(releasedRows.map(({ id }) => id))}`;

/** The book as the release brings it, without what a database knows besides. */
export const releasedBook = new PriceBook(bookVersion, releasedRows);

function digestOf(ids: readonly string[]): string {
	return new Bun.CryptoHasher("sha256").update(ids.toSorted().join(" ")).digest("hex").slice(0, 10);
}
