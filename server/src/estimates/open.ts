import type { Cost } from "../pricing/cost";
import { type CalibrationsOptions, createCalibrations } from "./calibrations";
import { countTextsWith } from "./count-texts";
import { createEstimator, type PartLines, type PriceQuestion } from "./estimator";
import { createTokenizer } from "./tokenizer";

export interface EstimatesOptions extends Omit<CalibrationsOptions, "countTexts"> {
	/** Asks for prices on another thread, which answers by `priced`. */
	ask(id: number, questions: PriceQuestion[]): void;
	onFailure(error: unknown): void;
}

export interface Estimates {
	part: PartLines;
	priced(id: number, costs: Cost[]): void;
	close(): void;
}

const priceWithinMs = 10_000;

/** Everything that estimates need, for the analytics thread. */
export function openEstimates({ ask, onFailure, ...stores }: EstimatesOptions): Estimates {
	const tokenizer = createTokenizer();
	const countTexts = countTextsWith(tokenizer);
	const asked = new Map<number, (costs: Cost[]) => void>();
	let nextId = 0;

	function priceAll(questions: PriceQuestion[]): Promise<Cost[]> {
		const id = ++nextId;
		const { promise, resolve, reject } = Promise.withResolvers<Cost[]>();
		const timer = setTimeout(() => reject(new Error("no prices came")), priceWithinMs);
		asked.set(id, resolve);
		ask(id, questions);
		return promise.finally(() => {
			clearTimeout(timer);
			asked.delete(id);
		});
	}

	return {
		part: createEstimator({
			calibrationFor: createCalibrations({ ...stores, countTexts }),
			countTexts,
			priceAll,
			onFailure,
		}),
		priced: (id, costs) => asked.get(id)?.(costs),
		close: tokenizer.close,
	};
}
