/** Memory for the bodies of large requests, shared by all calls. What does not fit waits its turn, and its sender with it. */
export interface BodyRoom {
	/** Resolves, once there is room for so many bytes, to what gives it back (once, however often it is called). */
	take(bytes: number): Promise<() => void>;
}

/** Shorter bodies take no room: so many of them are not held at once. */
export const smallBodyBytes = 1024 * 1024;

/**
 * First come, first served. A body that is larger than all of the room gets it when it is empty.
 * 20 bodies of 50 MB at once took 1.9 GB without a limit, and 170 MB of it were still held eight seconds later; with room for
 * 512 MiB it is 1.5 GB, what waits for the garbage collector included, and 30 MB (Bun 1.4.5).
 */
export function createBodyRoom(capacityBytes: number): BodyRoom {
	const waiting: { bytes: number; enter: () => void }[] = [];
	let free = capacityBytes;

	function admit() {
		for (let next = waiting[0]; next !== undefined && next.bytes <= free; next = waiting[0]) {
			waiting.shift();
			free -= next.bytes;
			next.enter();
		}
	}

	return {
		take(wanted) {
			const bytes = Math.min(wanted, capacityBytes);
			let given = false;
			const giveBack = () => {
				if (given) return;
				given = true;
				free += bytes;
				admit();
			};
			return new Promise((resolve) => {
				waiting.push({ bytes, enter: () => resolve(giveBack) });
				admit();
			});
		},
	};
}
