import { expect, test } from "bun:test";
import { nextTheme } from "../../../web/src/shell/theme";

test("the toggle goes round through all three themes", () => {
	expect(nextTheme("system")).toBe("light");
	expect(nextTheme("light")).toBe("dark");
	expect(nextTheme("dark")).toBe("system");
});
