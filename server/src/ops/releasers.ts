import type { Log } from "./log";

/** What has to be closed again, in the opposite order of its opening. */
export interface Releasers {
	add(name: string, release: () => Promise<void>): void;
	/** Is released after everything that was added otherwise. */
	addLast(name: string, release: () => Promise<void>): void;
	/** Once; one failure does not keep the others open. */
	releaseAll(): Promise<void>;
}

export function createReleasers(log: Log): Releasers {
	const stack: { name: string; release: () => Promise<void> }[] = [];
	return {
		add: (name, release) => void stack.push({ name, release }),
		addLast: (name, release) => void stack.unshift({ name, release }),
		async releaseAll() {
			for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
				try {
					await last.release();
				} catch (error) {
					log.error({ err: error }, `could not close: ${last.name}`);
				}
			}
		},
	};
}
