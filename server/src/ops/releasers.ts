import type { Log } from "./log";

/** What has to be closed again, in the opposite order of its opening. */
export interface Releasers {
	add(name: string, release: () => Promise<void>): void;
	/** Is released right after `earlier`, which was added before: it takes in what that one still gives out at its end. */
	addAfter(earlier: string, name: string, release: () => Promise<void>): void;
	/** Once; one failure does not keep the others open. Resolves to whether all went well. */
	releaseAll(): Promise<boolean>;
}

export function createReleasers(log: Log): Releasers {
	const stack: { name: string; release: () => Promise<void> }[] = [];
	return {
		add: (name, release) => void stack.push({ name, release }),
		addAfter(earlier, name, release) {
			const index = stack.findIndex((each) => each.name === earlier);
			if (index < 0) throw new Error(`nothing is called ${earlier}`);
			stack.splice(index, 0, { name, release });
		},
		async releaseAll() {
			let allWell = true;
			for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
				try {
					await last.release();
				} catch (error) {
					allWell = false;
					log.error({ err: error }, `could not close: ${last.name}`);
				}
			}
			return allWell;
		},
	};
}
