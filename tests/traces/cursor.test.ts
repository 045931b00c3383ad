import { expect, test } from "bun:test";
import { DomainError } from "../../server/src/errors";
import { readCursor, writeCursor } from "../../server/src/traces/cursor";

const cursor = { startedAtMs: 1795346730632, id: "0198c0de-0000-7000-8000-000000000001" };

test("a cursor is read back as it was written", () => {
	expect(writeCursor(cursor)).toBe("1795346730632_0198c0de-0000-7000-8000-000000000001");
	expect(readCursor(writeCursor(cursor))).toEqual(cursor);
});

test.each([
	"",
	"1795346730632",
	"_0198c0de-0000-7000-8000-000000000001",
	`-1_${cursor.id}`,
	`1e3_${cursor.id}`,
	`1_${cursor.id}'`,
])("%p is no cursor, and the refusal says what to do", (text) => {
	const reading = () => readCursor(text);
	expect(reading).toThrow(DomainError);
	expect(reading).toThrow(expect.objectContaining({ code: "invalid_cursor", status: 400 }));
});
