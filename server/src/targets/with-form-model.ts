import { findFormFields } from "../proxy/dialects/form-fields";
import { replaceBytes } from "../proxy/dialects/json-members";

const encoder = new TextEncoder();

/**
 * A form that asks for another model, wherever it names one; every other byte stays, files included. A model that was not
 * named is put in as the first part. Undefined when the body is no form, or the model could not stand in one.
 */
export function withFormModel(body: Uint8Array, contentType: string, model: string): Uint8Array | undefined {
	const found = findFormFields(body, contentType, ["model"]);
	if (found === undefined || /[\r\n]/.test(model)) return undefined;
	const { fields, boundary, begin } = found;
	if (fields.length === 0) {
		const part = `--${boundary}\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`;
		return replaceBytes(body, begin, begin, encoder.encode(part));
	}
	// From the end, so that what is still to be replaced stays where it was found.
	return fields.reduceRight((bytes, { start, end }) => replaceBytes(bytes, start, end, encoder.encode(model)), body);
}
