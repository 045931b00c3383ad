import { describe, expect, test } from "bun:test";
import { Elysia, t } from "elysia";
import { problemOf } from "../../server/src/ops/problem";
import { Moment, storableText } from "../../server/src/stores/storable";

const app = new Elysia()
	.onError(({ error }) => Response.json(problemOf(error, "r"), { status: problemOf(error, "r").status }))
	.post("/", ({ body }) => body, {
		body: t.Object({
			at: t.Optional(Moment),
			until: t.Optional(t.Nullable(Moment)),
			text: t.Optional(storableText(4)),
		}),
	});

async function sent(body: object): Promise<{ status: number; detail?: string }> {
	const answer = await app.handle(
		new Request("http://localhost/", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		}),
	);
	const { detail } = (await answer.json()) as { detail?: string };
	return { status: answer.status, detail };
}

describe("a moment", () => {
	test.each([
		"1970-01-01",
		"1970-01-01T00:00:00Z",
		"1970-01-01T00:00:00.000+00:00",
		"1970-01-01T00:00:00-01:00",
		"1970-01-02T00:00:00+14:00",
		"2026-11-22T12:00Z",
		"2026-11-22T12:00:00.123456+01:00",
		"2299-12-31T23:59:59.999Z",
	])("%s is taken, and both stores can hold it", async (at) => {
		expect((await sent({ at })).status).toBe(200);
		expect(Date.parse(at)).toBeWithin(0, Date.UTC(2300, 0, 1));
	});

	const form = "a date and time from 1970 to 2299, such as 2026-11-22T12:00:00Z; in an address, + is written %2B.";

	test.each([
		["before 1970", "1969-12-31T23:59:59Z"],
		["before 1970 by its zone", "1970-01-01T00:00:00+01:00"],
		["the year 0", "0000-01-01T00:00:00Z"],
		["after 2299", "2300-01-01T00:00:00Z"],
		["the last moment of JavaScript", "+275760-09-13T00:00:00Z"],
		["before Christ", "-000001-01-01T00:00:00Z"],
		["in quotes", '"2026-11-22T12:00:00Z"'],
		["with a blank for its +", "2026-11-22T12:00:00 01:00"],
		["in no zone", "2026-11-22T12:00:00"],
		["that there is not", "2026-13-01T00:00:00Z"],
		["in a leap second", "2016-12-31T23:59:60Z"],
		["in words", "Sun Nov 22 2026 12:00:00 GMT+0000 (Coordinated Universal Time)"],
		["of nothing", ""],
	])("%s is refused, and the form said", async (_, at) => {
		expect(await sent({ at })).toEqual({ status: 400, detail: `body.at: ${form}` });
		expect(await sent({ until: at })).toEqual({ status: 400, detail: `body.until: ${form}` });
	});
});

describe("a text", () => {
	test.each(["a", "ü🙂", "\ud83d\ude42", "\u0001\ufffd", "\n"])("%j is taken", async (text) => {
		expect((await sent({ text })).status).toBe(200);
	});

	test.each(["\u0000", "a\ud83d", "\ude42b", "\ude42\ud83d", "\ud83d\ud83d"])(
		"%j is refused, and why is said",
		async (text) => {
			expect(await sent({ text })).toEqual({
				status: 400,
				detail: "body.text: holds a character that cannot be stored: U+0000, or half of a surrogate pair.",
			});
		},
	);

	test("that is too long or empty is refused as such", async () => {
		expect((await sent({ text: "12345" })).detail).toContain("length less or equal to 4");
		expect((await sent({ text: "" })).detail).toContain("length greater or equal to 1");
	});
});
