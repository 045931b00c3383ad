import type { Clock, Source } from "./attempt";

/**
 * What a provider does when its client goes. `cancel`: it stops, and bills what it has made (OpenAI, Anthropic). `drain`: it
 * goes on and bills all of it (Bedrock), so reading on costs nothing and tells the bill.
 */
export type LeaveRule = "cancel" | "drain";

/** Reads an answer as it passes, as the relay's readers do. */
export interface LeavingReader<Read> {
	pass(chunk: Uint8Array): unknown;
	/** Once, after the last chunk. */
	end(): Read;
}

export interface DrainBounds {
	maxMs: number;
	maxBytes: number;
}

/** 8 MiB are an answer of a million tokens. A minute is longer than most answers still take. */
export const defaultDrainBounds: DrainBounds = { maxMs: 60_000, maxBytes: 8 * 1024 * 1024 };

export interface AfterLeaving<Read> {
	/** `ended`: the whole answer was read. All others stopped the provider before. */
	how: "cancelled" | "ended" | "out_of_time" | "out_of_bytes" | "broke_off";
	/** Read after the caller had left. */
	bytes: number;
	read: Read;
}

interface Leaving<Read> {
	rule: LeaveRule;
	bounds: DrainBounds;
	clock: Clock;
	/** Places for answers that are read without a caller; none free: cancelled. */
	places: DrainPlaces;
	/** Aborts when the server stops: what is known by then is the record. */
	stop?: AbortSignal;
	/** Told once, whatever happens. */
	settle(after: AfterLeaving<Read>): void;
}

/** How many answers are read on at once: a thousand clients that leave must not hold a thousand connections for a minute. */
export interface DrainPlaces {
	take(): (() => void) | undefined;
}

export function createDrainPlaces(count: number): DrainPlaces {
	let free = count;
	return {
		take() {
			if (free === 0) return undefined;
			free--;
			let taken = true;
			return () => {
				if (taken) free++;
				taken = false;
			};
		},
	};
}

/**
 * The caller has left an answer under way: the provider is stopped, or its answer is read to the end for the bill, within
 * bounds. `settle` is called exactly once, with all that was read; never rejects, and leaves no connection behind.
 */
export async function afterCallerLeft<Read>(
	upstreamBody: Source,
	reader: LeavingReader<Read>,
	{ rule, bounds, clock, places, stop, settle }: Leaving<Read>,
): Promise<void> {
	const giveBack = rule === "drain" && !stop?.aborted ? places.take() : undefined;
	const drained =
		giveBack === undefined
			? ({ how: "cancelled", bytes: 0 } as const)
			: await drain(upstreamBody, reader, { bounds, clock, stop });
	giveBack?.();
	// Not waited for: a source that cannot be cancelled must not hold the record back.
	if (drained.how !== "ended") Promise.resolve(upstreamBody.cancel()).catch(() => undefined);
	settle({ ...drained, read: reader.end() });
}

async function drain(
	source: Source,
	reader: LeavingReader<unknown>,
	{ bounds, clock, stop }: { bounds: DrainBounds; clock: Clock; stop?: AbortSignal },
): Promise<Pick<AfterLeaving<unknown>, "how" | "bytes">> {
	const over = Promise.withResolvers<"out_of_time">();
	const stopClock = clock.after(bounds.maxMs, () => over.resolve("out_of_time"));
	const onStop = () => over.resolve("out_of_time");
	stop?.addEventListener("abort", onStop);
	let bytes = 0;
	let isOver = false;
	async function readOn(): Promise<AfterLeaving<unknown>["how"]> {
		for (;;) {
			const { done, value } = await source.read();
			// What comes after the time is over has no reader any more.
			if (isOver) return "out_of_time";
			if (done) return "ended";
			if (value === undefined) continue;
			bytes += value.length;
			reader.pass(value);
			if (bytes >= bounds.maxBytes) return "out_of_bytes";
		}
	}
	try {
		return { how: await Promise.race([readOn(), over.promise]), bytes };
	} catch {
		return { how: "broke_off", bytes };
	} finally {
		isOver = true;
		stopClock();
		stop?.removeEventListener("abort", onStop);
	}
}
