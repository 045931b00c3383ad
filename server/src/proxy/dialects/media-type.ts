/** A parameter of a media type of that name, e.g. the `boundary` of `multipart/form-data; boundary="x"`. */
export function mediaTypeParameter(header: string, type: string, name: string): string | undefined {
	const [first = "", ...parameters] = header.split(";");
	if (first.trim().toLowerCase() !== type) return undefined;
	for (const parameter of parameters) {
		const equals = parameter.indexOf("=");
		if (equals > 0 && parameter.slice(0, equals).trim().toLowerCase() === name) {
			return parameter
				.slice(equals + 1)
				.trim()
				.replace(/^"(.*)"$/, "$1");
		}
	}
	return undefined;
}
