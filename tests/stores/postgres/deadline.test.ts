import { expect, test } from "bun:test";
import type { Sql } from "postgres";
import { findDomainError } from "../../../server/src/errors";
import { createDeadlinePool } from "../../../server/src/stores/postgres/deadline";

test.each([
	["before the deadline", true],
	["after the deadline", false],
])("a transaction whose last answer comes %s is committed: %p", async (_, isCommitted) => {
	const settled = Promise.withResolvers<boolean>();
	const sql = {
		options: { parsers: {}, serializers: {} },
		end: () => Promise.resolve(),
		// As postgres-js does it: COMMIT follows when the work is done, ROLLBACK when it fails.
		begin: (work: (transaction: unknown) => Promise<unknown>) =>
			work(undefined).then(
				() => settled.resolve(true),
				() => settled.resolve(false),
			),
	};
	const pool = createDeadlinePool({ connect: () => sql as unknown as Sql, deadlineMs: 10 });
	const answer = Promise.withResolvers<string>();
	const outcome = pool.sql.begin(() => answer.promise);
	if (isCommitted) answer.resolve("in time");
	const error = await outcome.then(
		() => undefined,
		(reason: unknown) => findDomainError(reason),
	);
	expect(error?.code).toBe(isCommitted ? undefined : "store_unavailable");
	answer.resolve("late");
	expect(await settled.promise).toBe(isCommitted);
});
