import type { CallRequest, RequestToRead } from "./dialect";
import { readFormFields } from "./form-fields";
import { readJsonRequest } from "./json-request";

/** Model and stream of a request that comes as a form with files in it, or as JSON. Undefined when it is neither. */
export function readFormOrJson({ body, contentType }: RequestToRead): CallRequest | undefined {
	const fields = readFormFields(body, contentType, ["model", "stream"]);
	if (fields === undefined) return readJsonRequest(body);
	const { model, stream } = fields;
	// Forms have no booleans; OpenAI's own clients write `true`, its Python client `True` in older versions.
	return {
		...(model !== undefined && { model }),
		stream: /^(true|1)$/i.test(stream ?? ""),
		asksForUsage: false,
	};
}
