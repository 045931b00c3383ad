import { DomainError } from "../errors";

/** The last call of a page; the next page begins right before it. */
export interface CallCursor {
	startedAtMs: number;
	id: string;
}

/** `{ startedAtMs: 1795346730632, id: "0198c0de-…" }` → `1795346730632_0198c0de-…`. */
export function writeCursor({ startedAtMs, id }: CallCursor): string {
	return `${startedAtMs}_${id}`;
}

/** Throws DomainError 400 `invalid_cursor`. */
export function readCursor(text: string): CallCursor {
	const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text);
	if (match === null) {
		throw new DomainError("invalid_cursor", 400, "cursor: give back nextCursor of the previous page, unchanged.");
	}
	return { startedAtMs: Number(match[1]), id: match[2] as string };
}
