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

/** RFC 9457 body. `type` is a relative reference into the documentation. */
export interface Problem {
	type: string;
	title: string;
	status: number;
	code: string;
	detail: string;
	requestId?: string;
}
