import { expect, test } from "bun:test";
import { deriveSecrets } from "../../server/src/accounts/secret";
import { sealedEventIds } from "../../server/src/live/event-ids";

const { eventIds: secret } = deriveSecrets("a secret for tests that is long enough");
const ids = sealedEventIds(secret);

test.each([0, 1, 2, 255, 256, 4_294_967_296, Number.MAX_SAFE_INTEGER])("%d comes back as it was written", (seq) => {
	const id = ids.write("project-a", seq);
	expect(id).toMatch(/^[\w-]{22}$/);
	expect(ids.read("project-a", id)).toBe(seq);
	// After a restart, too.
	expect(sealedEventIds(secret).read("project-a", id)).toBe(seq);
});

test("neighbours, and the same number of two projects, have nothing in common", () => {
	const written = [
		...Array.from({ length: 500 }, (_, seq) => ids.write("project-a", seq)),
		...Array.from({ length: 500 }, (_, seq) => ids.write("project-b", seq)),
	];
	expect(new Set(written).size).toBe(1000);
	expect(new Set(written.map((id) => id.slice(0, 4))).size).toBeGreaterThan(990);
});

test("what was written for another project, under another secret, or by somebody else, is nothing", () => {
	const other = sealedEventIds(deriveSecrets("another secret of an installation").eventIds);
	const foreign = [
		ids.write("project-b", 7),
		other.write("project-a", 7),
		"7",
		"",
		"x".repeat(22),
		"é",
		"A".repeat(9000),
	];
	expect(foreign.map((id) => ids.read("project-a", id))).toEqual(foreign.map(() => undefined));
});
