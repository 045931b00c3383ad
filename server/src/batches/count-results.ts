import type { BodyReader } from "../proxy/body-reader";
import type { CallStart } from "../proxy/call-start";
import type { BatchResults } from "../proxy/dialects/dialect";
import type { BatchCounter } from "./counter";

/** So many lines that are no call, before there was one, and the text is something else, e.g. a file to train with. */
const maxStrangeLines = 3;

/** The same reader, beside which the calls in the results that pass are counted. No byte is kept but those of the line at hand. */
export function countingResults(
	reader: BodyReader,
	results: BatchResults,
	{ start, counter }: { start: CallStart; counter: Pick<BatchCounter, "count"> },
): BodyReader {
	const { caller, provider, path, labels } = start;
	if (start.capture === "off") return reader;
	const source = {
		organizationId: caller.organizationId,
		projectId: caller.projectId,
		keyId: caller.keyId,
		environment: labels.environment,
		provider: provider.id,
		operation: path,
		results: results.idOf(path),
	};
	let calls = 0;
	let strange = 0;
	const lines = results.createReader((call) => {
		if (call === undefined) strange++;
		else {
			calls++;
			counter.count(source, call);
		}
	});
	const isOther = () => calls === 0 && strange >= maxStrangeLines;
	return {
		changesBytes: reader.changesBytes,
		pass(chunk) {
			if (!isOther()) lines.read(chunk);
			return reader.pass(chunk);
		},
		rest: () => reader.rest(),
		end() {
			if (!isOther()) lines.end();
			return reader.end();
		},
	};
}
