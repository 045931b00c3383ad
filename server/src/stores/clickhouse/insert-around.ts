import type { InsertLines } from "./insert";
import { asBytes, textLines } from "./lines";

/** A row that ClickHouse does not take, whatever is done. */
export interface RejectedRow {
	table: string;
	line: string;
	/** ClickHouse's name for the error. Its text is not passed on: it quotes the row, and so prompts. */
	reason: string;
}

/**
 * Inserts around rows that ClickHouse refuses to read. One such row fails its whole insert, and would hold up every later call
 * of everybody; so the lines are halved until it stands alone, and it is handed to `onRejected`. Every other failure is thrown.
 */
export function insertLinesAround(insert: InsertLines, onRejected: (row: RejectedRow) => void): InsertLines {
	return async function insertSome(table, lines, token) {
		try {
			await insert(table, lines, token);
		} catch (error) {
			if (!isRefusedData(error)) throw error;
			const rows = textLines(lines);
			const [only] = rows;
			if (rows.length === 1 && only !== undefined) return onRejected({ table, line: only, reason: error.type });
			const half = Math.ceil(rows.length / 2);
			await insertSome(table, asBytes(rows.slice(0, half)), `${token}:1`);
			await insertSome(table, asBytes(rows.slice(half)), `${token}:2`);
		}
	};
}

/** By the names of https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp (2026-11-22). */
const refusals = new Set([
	"INCORRECT_DATA",
	"TYPE_MISMATCH",
	"UNEXPECTED_DATA_AFTER_PARSED_VALUE",
	"ATTEMPT_TO_READ_AFTER_EOF",
]);

function isRefusedData(error: unknown): error is Error & { type: string } {
	if (!(error instanceof Error) || !("type" in error) || typeof error.type !== "string") return false;
	return refusals.has(error.type) || error.type.startsWith("CANNOT_PARSE");
}
