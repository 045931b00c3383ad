import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { CallDetail } from "../api/model";

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** One call with all that is known of it. Throws `ApiFailure`: an address that was mistyped is of no call, and the server is not asked. */
export async function loadCall(id: string): Promise<CallDetail> {
	if (!uuid.test(id)) throw new ApiFailure(404, "not_found", `There is no call ${id}.`);
	return dataOf(api.calls({ id }).get());
}
