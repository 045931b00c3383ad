/**
 * `bun run pricing:conformance [--quick]`: every case through the gateway's own dialects, settlement and prices; state, counts,
 * rates and cost must be exactly those that the case works out from the published rates written in it, and the lines must sum
 * to the total. Streams are read in one piece and cut at 200 (20) random places each, too.
 */
import { report } from "../../load/figures";
import { splitAt } from "../../support/dialect-answers";
import { joinChunks } from "../../support/fixtures";
import { pickIndex, seededRandom } from "../../support/random";
import { allCases } from "./all-cases";
import type { ConformanceCase } from "./case";
import { type Cut, differences, settleCase } from "./run-case";

const cutsPerStream = process.argv.includes("--quick") ? 20 : 200;

function cutAtRandom(seed: number): Cut {
	const random = seededRandom(seed);
	return (chunks) => {
		const whole = joinChunks(chunks);
		const cuts = Array.from({ length: 1 + pickIndex(random, 20) }, () => pickIndex(random, whole.length + 1));
		return splitAt(
			whole,
			cuts.sort((a, b) => a - b),
		);
	};
}

function wrongIn(given: ConformanceCase): string[] {
	const settled = settleCase(given);
	const wrong = differences(given, settled);
	if (wrong.length > 0) return [...wrong, `it was priced by ${settled.source ?? "nothing"}`];
	if (!("stream" in given.answer)) return [];
	for (let seed = 0; seed < cutsPerStream; seed++) {
		if (differences(given, settleCase(given, cutAtRandom(seed))).length > 0)
			return [`it is read otherwise when cut (seed ${seed})`];
	}
	return [];
}

let exact = 0;
for (const given of allCases) {
	const wrong = wrongIn(given);
	if (wrong.length === 0) exact++;
	else console.error(`${given.provider}: ${given.name}\n\t${wrong.join("\n\t")}\n\trates: ${given.rates}`);
}
const cases = allCases.length;
const streams = allCases.filter(({ answer }) => "stream" in answer).length;
const mispriced = new Set(allCases.flatMap(({ mispriced = [] }) => mispriced)).size;
const code = report(
	[
		{ name: "cases", value: cases, atLeast: 200 },
		{ name: "exact", value: exact, atLeast: cases },
	],
	{ streams, providers: new Set(allCases.map(({ provider }) => provider)).size, publicMispricings: mispriced },
);
process.exit(code);
