import type { Deadline, Deadlines } from "../deadlines";
import { type BodyRoom, smallBodyBytes } from "./body-room";
import type { Incoming } from "./incoming";
import { Refusal } from "./refusal";

export interface BodyLimits {
	maxBytes: number;
	/** How long a body may take to arrive. */
	arrival: Deadlines;
}

/** A body in memory. */
export interface HeldBody {
	bytes: Uint8Array;
	/** Gives back the room of a large one, when it is not needed any more. */
	release?: () => void;
}

const empty: HeldBody = { bytes: new Uint8Array() };

/**
 * The whole body, as bytes. A large one waits for room first. Throws, or rejects with, Refusal 413 when it is longer than `maxBytes`
 * (said or found out), 408 when it does not come in time.
 */
export function readBody(
	{ request, said }: Pick<Incoming, "request" | "said">,
	{ maxBytes, arrival }: BodyLimits,
	room: BodyRoom,
): HeldBody | Promise<HeldBody> {
	const declared = Number(said["content-length"] ?? Number.NaN);
	if (declared === 0) return empty;
	if (declared > maxBytes) throw tooLarge(maxBytes);
	if (declared <= smallBodyBytes) return inTime(arrival, () => request.bytes());
	// Asking for `body` makes a stream, through which the bytes would then come: 6 µs. It is asked for only where it is needed.
	const stream = Number.isNaN(declared) ? request.body : undefined;
	if (stream === null) return empty;
	return stream === undefined
		? readLarge(request, declared, { arrival, room })
		: readUntold(stream, { maxBytes, arrival, room });
}

interface Room {
	arrival: Deadlines;
	room: BodyRoom;
}

async function readLarge(request: Request, declared: number, { arrival, room }: Room): Promise<HeldBody> {
	const release = await room.take(declared);
	try {
		const { bytes } = await inTime(arrival, () => request.bytes());
		return { bytes, release };
	} catch (error) {
		release();
		throw error;
	}
}

async function readUntold(
	stream: ReadableStream<Uint8Array>,
	{ maxBytes, arrival, room }: Room & Pick<BodyLimits, "maxBytes">,
): Promise<HeldBody> {
	let release: HeldBody["release"];
	let failed = false;
	/** How long a body without a declared length gets is not known, so it may need all that is allowed. */
	const takeRoom = async () => {
		release = await room.take(maxBytes);
		// What was refused as too slow may go on all the same.
		if (failed) release();
	};
	try {
		const { bytes } = await inTime(arrival, (deadline) => readCounted(stream, { maxBytes, takeRoom, deadline }));
		return { bytes, release };
	} catch (error) {
		failed = true;
		release?.();
		throw error;
	}
}

function inTime(arrival: Deadlines, read: (deadline: Deadline) => Promise<Uint8Array>): Promise<HeldBody> {
	return new Promise((resolve, reject) => {
		const deadline = arrival.start(() => reject(tooSlow(arrival.afterMs)));
		read(deadline).then(
			(bytes) => {
				deadline.stop();
				resolve({ bytes });
			},
			(error) => {
				deadline.stop();
				reject(error);
			},
		);
	});
}

interface Counting {
	maxBytes: number;
	takeRoom: () => Promise<void>;
	deadline: Deadline;
}

async function readCounted(
	body: ReadableStream<Uint8Array>,
	{ maxBytes, takeRoom, deadline }: Counting,
): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		const wasSmall = bytes <= smallBodyBytes;
		bytes += chunk.length;
		if (bytes > maxBytes) throw tooLarge(maxBytes);
		chunks.push(chunk);
		if (wasSmall && bytes > smallBodyBytes) {
			// The wait is not the sender's fault.
			deadline.refresh(true);
			await takeRoom();
			deadline.refresh();
		}
	}
	return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
	return new Refusal(
		413,
		"body_too_large",
		`The request body is larger than ${maxBytes} bytes. The limit is LENSAI_MAX_BODY_BYTES where the server runs.`,
	);
}

function tooSlow(afterMs: number): Refusal {
	return new Refusal(408, "body_timeout", `The request body did not arrive within ${afterMs} ms.`);
}
