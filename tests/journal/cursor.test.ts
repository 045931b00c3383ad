import { afterEach, beforeEach, expect, test } from "bun:test";
import { type Cursor, openCursor, progressOf } from "../../server/src/journal/cursor";
import { createDataFolder } from "../support/data-folder";

let folder: ReturnType<typeof createDataFolder>;
let cursor: Cursor;
beforeEach(() => {
	folder = createDataFolder();
	cursor = openCursor(folder.path, "analytics");
});
afterEach(() => {
	cursor.close();
	folder.remove();
});

function reopen() {
	cursor.close();
	cursor = openCursor(folder.path, "analytics");
}

test("begins before the first span, with nothing planned", () => {
	expect(cursor.position()).toBe(0);
	expect(cursor.planned()).toBeUndefined();
});

test("moves to the end of what was planned when that is done", () => {
	cursor.plan({ from: 1, to: 7 });
	expect(cursor.position()).toBe(0);
	cursor.done();
	expect(cursor.position()).toBe(7);
	expect(cursor.planned()).toBeUndefined();
});

test("remembers over a restart what was planned and not done", () => {
	cursor.plan({ from: 1, to: 7 });
	cursor.done();
	cursor.plan({ from: 8, to: 9 });
	reopen();
	expect(cursor.planned()).toEqual({ from: 8, to: 9 });
	expect(cursor.position()).toBe(7);
});

test("does not move when nothing was planned", () => {
	cursor.done();
	reopen();
	expect(cursor.position()).toBe(0);
});

test("readers have one each", () => {
	cursor.plan({ from: 1, to: 7 });
	const other = openCursor(folder.path, "lake");
	expect(other.planned()).toBeUndefined();
	other.close();
});

test("what a reader may have seen ends with what it planned", () => {
	expect(progressOf(folder.path, "analytics").seen).toBe(0);
	cursor.plan({ from: 1, to: 7 });
	expect(progressOf(folder.path, "analytics").seen).toBe(7);
	cursor.done();
	expect(progressOf(folder.path, "analytics").seen).toBe(7);
});
