import { DomainError } from "../errors";

/** The request does not have the shape of OpenAI's API. `where` is the member, e.g. `messages[2].content`. */
export function misshapen(where: string, what: string): DomainError {
	return new DomainError("invalid_request", 400, `${where}: ${what}.`);
}

/** The request is right, and the provider's API has no words for it: better said than left out, where it changes the answer. */
export function unsayable(where: string, what: string): DomainError {
	return new DomainError("not_translatable", 400, `${where}: ${what}.`);
}
