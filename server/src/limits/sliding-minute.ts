import { keptSeconds } from "./limit";

/**
 * What was taken in the last minute, second by second: a ring of 61 numbers and their sum. Adding and reading take no longer
 * when much is taken. Seconds never go back: the clock is monotonic.
 */
export class SlidingMinute {
	readonly #bySecond = new Float64Array(keptSeconds);
	#newest = Number.NEGATIVE_INFINITY;
	/** Of the newest second, which the ring gets when it is over: most of what is taken touches one object. */
	#current = 0;
	#sum = 0;

	/** What counts in this second. */
	sum(second: number): number {
		this.#advance(second);
		return this.#sum;
	}

	add(second: number, amount: number): void {
		this.#advance(second);
		this.#current += amount;
		this.#sum += amount;
	}

	/** Gives back what was taken in this second or an earlier one, as far as it still counts. */
	giveBack(takenIn: number, amount: number, second: number): void {
		this.#advance(second);
		if (takenIn <= this.#newest - keptSeconds) return;
		const slot = takenIn % keptSeconds;
		const isCurrent = takenIn === this.#newest;
		const taken = isCurrent ? this.#current : (this.#bySecond[slot] ?? 0);
		const given = Math.min(amount, taken);
		if (isCurrent) this.#current -= given;
		else this.#bySecond[slot] = taken - given;
		this.#sum -= given;
	}

	/** In how many seconds so much will have gone, at the earliest; undefined when there is not so much. */
	secondsUntilGone(amount: number, second: number): number | undefined {
		this.#advance(second);
		this.#bySecond[this.#newest % keptSeconds] = this.#current;
		let gone = 0;
		for (let age = keptSeconds - 1; age >= 0; age--) {
			gone += this.#bySecond[(second - age + keptSeconds) % keptSeconds] ?? 0;
			if (gone >= amount) return keptSeconds - age;
		}
		return undefined;
	}

	#advance(second: number): void {
		const passed = second - this.#newest;
		if (passed <= 0) return;
		if (passed >= keptSeconds) {
			this.#bySecond.fill(0);
			this.#sum = 0;
		} else {
			this.#bySecond[this.#newest % keptSeconds] = this.#current;
			for (let old = this.#newest + 1; old <= second; old++) {
				const slot = old % keptSeconds;
				this.#sum -= this.#bySecond[slot] ?? 0;
				this.#bySecond[slot] = 0;
			}
		}
		this.#newest = second;
		this.#current = 0;
	}
}
