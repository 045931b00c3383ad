/**
 * An expected failure with a stable code, thrown by any feature and mapped once, by `onError` in `app.ts`, to
 * `application/problem+json`. Codes are documented in `docs/reference/errors.md`.
 */
export class DomainError extends Error {
	override readonly name = "DomainError";
	constructor(
		readonly code: string,
		readonly status: number,
		/** What was wrong, where, and what to do; shown to the caller, so never a secret. */
		detail: string,
	) {
		super(detail);
	}
}

/** The server cannot start. The message is one line that says what to do; `main.ts` prints it and exits with 1. */
export class StartError extends Error {
	override readonly name = "StartError";
}

/**
 * The DomainError in an error or in what caused it: a database library wraps what its connection threw.
 * Undefined when there is none.
 */
export function findDomainError(error: unknown): DomainError | undefined {
	let current = error;
	while (current instanceof Error) {
		if (current instanceof DomainError) return current;
		current = current.cause;
	}
	return undefined;
}

/** RFC 9457 body. `type` is a relative reference into the documentation. */
export interface Problem {
	type: string;
	title: string;
	status: number;
	code: string;
	detail: string;
	requestId?: string;
}
