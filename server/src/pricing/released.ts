import { PriceBook } from "./book";
import { files } from "./book/files";
import { rowsOf } from "./book-file";

/** When the prices of this release were last gone through; a change of `book/` changes it. */
export const bookVersion = "lensai@2026-11-22";

/** The prices that this release brings. */
export const releasedRows = files.flatMap(rowsOf).map((row) => ({ ...row, bookVersion }));

/** The book as the release brings it, without what a database knows besides. */
export const releasedBook = new PriceBook(bookVersion, releasedRows);
