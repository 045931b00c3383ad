import { Elysia } from "elysia";
import { DomainError } from "../errors";

/** Answers for every path and method below `/api/` that no other plugin takes: 404 `not_found`, for programs to read. */
export function unknownAddresses() {
	return new Elysia({ name: "unknown-addresses" }).all(
		"/api/*",
		() => {
			throw new DomainError("not_found", 404, "There is nothing at this address.");
		},
		{ parse: "none", detail: { hide: true } },
	);
}
