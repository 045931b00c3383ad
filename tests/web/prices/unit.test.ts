import { expect, test } from "bun:test";
import { listUnits } from "../../../web/src/prices/unit";

test("units in a line are as many as they are, whatever their names hold", () => {
	expect(listUnits(["uncachedInput", "output", "cacheRead"])).toBe("input · output · input, cached");
	expect(listUnits(["cacheWrite5m", "of tomorrow"])).toBe("cache write, 5 min · of tomorrow");
	expect(listUnits([])).toBe("");
});
