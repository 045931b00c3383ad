/**
 * Runs what may wait until the bytes that are ready have been sent: after the current turn of the event loop, in order, many
 * on one `setImmediate` (which costs 1 µs each otherwise).
 */
export type Later = (work: () => void) => void;

export function createLater(onFault: (error: unknown) => void): Later {
	let waiting: (() => void)[] = [];

	function run() {
		const works = waiting;
		waiting = [];
		for (const work of works) {
			try {
				work();
			} catch (error) {
				onFault(error);
			}
		}
	}

	return (work) => {
		if (waiting.push(work) === 1) setImmediate(run);
	};
}
