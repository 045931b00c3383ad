import { describe, expect, test } from "bun:test";
import { describeLinkError } from "../../../web/src/session/sign-in";
import { nextPath, signInPath } from "../../../web/src/session/sign-in-path";

describe("signInPath", () => {
	test("remembers the page that was asked for, with its filters", () => {
		const path = signInPath({ pathname: "/calls", search: "?status=error" });
		expect(path).toBe("/sign-in?next=%2Fcalls%3Fstatus%3Derror");
		expect(nextPath(new URL(path, "http://localhost").searchParams.get("next") ?? undefined)).toBe(
			"/calls?status=error",
		);
	});
	test("is short for the first page", () => {
		expect(signInPath({ pathname: "/", search: "" })).toBe("/sign-in");
	});
	test("carries the error of a link on, and not into the way back", () => {
		expect(signInPath({ pathname: "/", search: "?error=EXPIRED_TOKEN" }, "EXPIRED_TOKEN")).toBe(
			"/sign-in?error=EXPIRED_TOKEN",
		);
	});
});

test.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", undefined])(
	"a way back to %p leads to the first page instead",
	(next) => {
		expect(nextPath(next)).toBe("/");
	},
);

test("a link that did not work says why, and what to do", () => {
	expect(describeLinkError("EXPIRED_TOKEN")).toContain("expired");
	expect(describeLinkError("INVALID_TOKEN")).toContain("works once only");
	expect(describeLinkError("something_else")).toContain("did not work");
	expect(describeLinkError(undefined)).toBeUndefined();
});
