/** Why the API did not answer with data, in the words of its problem+json body. */
export class ApiFailure extends Error {
	override readonly name = "ApiFailure";
	constructor(
		/** HTTP status; 0 when no server answered at all. */
		readonly status: number,
		/** The problem's stable code, or `server_gone`. */
		readonly code: string,
		/** What was wrong and what to do, ready to be shown. */
		readonly detail: string,
	) {
		super(detail);
	}
}

/** What every Eden call resolves to, as far as it matters here. */
type Answer<Data> =
	| { data: Data; error: null; status: number }
	| { data: null; error: { value: unknown }; status: number };

/** Waits for an API call and gives its data. Throws `ApiFailure` for every answer that is not a success, and for none at all. */
export async function dataOf<Data>(answer: Promise<Answer<Data>>): Promise<NonNullable<Data>> {
	const data = await successOf(answer);
	if (data === null || data === undefined) throw readFailure(204, undefined);
	return data;
}

/** Waits for an API call that may have nothing to say. Throws `ApiFailure` as `dataOf` does. */
export async function successOf<Data>(answer: Promise<Answer<Data>>): Promise<Data | null> {
	const settled = await answer.catch(() => {
		throw serverGone();
	});
	if (settled.error !== null) throw readFailure(settled.status, settled.error.value);
	return settled.data;
}

/** Turns a refused answer into an `ApiFailure`, whether or not its body is a problem. Eden puts the error of a failed `fetch` there. */
export function readFailure(status: number, body: unknown): ApiFailure {
	if (body instanceof Error) return serverGone();
	const code = textAt(body, "code") ?? `http_${status}`;
	return new ApiFailure(status, code, textAt(body, "detail") ?? `The server answered with status ${status}.`);
}

function serverGone(): ApiFailure {
	return new ApiFailure(
		0,
		"server_gone",
		"Is LensAI still running? Its address and the network may be worth a look, too.",
	);
}

function textAt(body: unknown, member: string): string | undefined {
	if (typeof body !== "object" || body === null || !(member in body)) return undefined;
	const value: unknown = Reflect.get(body, member);
	return typeof value === "string" ? value : undefined;
}
