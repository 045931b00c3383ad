import { NotFoundError, ParseError, type TSchema, ValidationError } from "elysia";
import { findDomainError, type Problem } from "../errors";

/** What the caller is told of an error. Whatever is not known here is ours: 500, with the details in the log only. */
export function problemOf(error: unknown, requestId: string): Problem {
	const { status, code, title, detail } = described(error);
	return { type: `/docs/errors#${code}`, title, status, code, detail, requestId };
}

/** An answer in `application/problem+json` (RFC 9457). */
export function problemResponse(problem: Problem): Response {
	return new Response(JSON.stringify(problem), {
		status: problem.status,
		headers: {
			"content-type": "application/problem+json",
			...(problem.requestId && { "x-request-id": problem.requestId }),
		},
	});
}

function described(error: unknown): Pick<Problem, "status" | "code" | "title" | "detail"> {
	const expected = findDomainError(error);
	if (expected !== undefined) {
		const { status, code, message } = expected;
		return { status, code, title: titles[status] ?? "Error", detail: message };
	}
	if (error instanceof ValidationError) {
		return { status: 400, code: "invalid_request", title: "Bad request", detail: validationDetail(error) };
	}
	if (error instanceof ParseError) {
		return { status: 400, code: "invalid_json", title: "Bad request", detail: "The request body is not valid JSON." };
	}
	if (error instanceof NotFoundError) {
		return { status: 404, code: "not_found", title: "Not found", detail: "There is nothing at this address." };
	}
	return {
		status: 500,
		code: "internal_error",
		title: "Internal error",
		detail: "LensAI failed; its log says why, under this request id.",
	};
}

const titles: Readonly<Record<number, string>> = {
	400: "Bad request",
	401: "Not signed in",
	403: "Not allowed",
	404: "Not found",
	409: "Conflict",
	429: "Too many requests",
	503: "Unavailable",
};

/** The first thing that is wrong, and where. */
function validationDetail(error: ValidationError): string {
	const [first] = error.all;
	const where =
		first !== undefined && "path" in first && first.path
			? `${error.type}${first.path.replaceAll("/", ".")}`
			: error.type;
	const what = first !== undefined && "summary" in first && first.summary ? first.summary : "is not valid";
	return `${where}: ${(first !== undefined && "schema" in first && saidBy(first)) || what}`;
}

/** StringFormat, StringPattern and Union of TypeBox's ValueErrorType: its own words for these are a pattern, or its name. */
const wrongForms = [50, 53, 62];

/** What a schema itself says of a text in another form than is meant, in its `error`; it may be one of several choices. */
function saidBy({ type, schema }: { type: number; schema: TSchema }): string | undefined {
	if (!wrongForms.includes(type)) return undefined;
	const choices: TSchema[] = schema.anyOf ?? [schema];
	return choices.map(({ error }) => error).find((error) => typeof error === "string");
}
