import type { DBAdapterInstance } from "better-auth";

/** SQLSTATE of a second row where only one may be (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const uniqueViolation = "23505";

/**
 * Makes better-auth's store answer a second, simultaneous creation of a user with the user that the first one made. Two
 * links of one new person that are opened at once then sign in the same user, where the second would fail.
 */
export function withSingleUsers<Instance extends DBAdapterInstance>(open: Instance): DBAdapterInstance {
	return (options) => {
		const adapter = open(options);
		const create = async <T extends Record<string, unknown>, R = T>(
			input: Parameters<typeof adapter.create<T, R>>[0],
		): Promise<R> => {
			try {
				return await adapter.create<T, R>(input);
			} catch (error) {
				if (input.model !== "user" || !isUniqueViolation(error)) throw error;
				const { email } = input.data as { email?: unknown };
				const where = [{ field: "email", value: String(email) }];
				const existing = await adapter.findOne<R>({ model: "user", where });
				if (existing === null) throw error;
				return existing;
			}
		};
		return { ...adapter, create };
	};
}

/** Whether a second row was refused where only one may be. */
export function isUniqueViolation(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	return ("code" in error && error.code === uniqueViolation) || isUniqueViolation(error.cause);
}
