/** A call that the gateway itself answers, in the caller's dialect. Codes stand in `docs/reference/errors.md`. */
export class Refusal extends Error {
	override readonly name = "Refusal";
	constructor(
		readonly status: 401 | 403 | 404 | 405 | 408 | 413 | 502 | 503 | 504,
		readonly code: string,
		message: string,
	) {
		super(message);
	}
}
