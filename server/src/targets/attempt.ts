import type { Usage } from "../pricing/usage";
import type { Candidate } from "./choose-targets";
import type { AttemptError, Timeouts } from "./model";

/** Time as the attempts know it; a test may bring its own. */
export interface Clock {
	/** Monotonic milliseconds. */
	now(): number;
	/** Runs it after a while, unless what it gives is called before. */
	after(ms: number, run: () => void): () => void;
	/** The same for a limit that is seldom reached: costs a tenth, and may run up to an eighth later. */
	within(ms: number, onLate: () => void): () => void;
}

/**
 * Thrown by a sender that cannot send this call to a target at all, e.g. for want of a key: nothing is wrong with the target,
 * and trying again is no use. The message is for the caller.
 */
export class NotSent extends Error {
	override readonly name = "NotSent";
}

/** Sends a call to a target. Rejects when there is no answer, with NotSent when nothing was sent; has to stop when the signal aborts. */
export type Send = (target: Candidate, signal: AbortSignal) => Promise<Response>;

/** Whether a target's host takes connections, found out within so many milliseconds. */
export type Reaches = (target: Candidate, withinMs: number) => Promise<boolean>;

/**
 * What a connection's first flight of packets can carry, or near it. An answer of this length has begun when its headers are there; it
 * is left unread, because asking for `body` makes a stream, through which the bytes would then come: 13 µs.
 */
export const maxWholeBytes = 16 * 1024;

/** An answer's body, as a reader of a stream gives it. */
export interface Source {
	read(): Promise<{ done: boolean; value?: Uint8Array }>;
	cancel(): Promise<void>;
}

/** What one attempt cost, as far as its provider told. */
export interface AttemptCost {
	usage?: Usage;
	costPicoUsd?: bigint;
}

/** One try of one target, as it is recorded. */
export interface Attempt extends AttemptCost {
	target: Candidate;
	/** Milliseconds from the call's first attempt to this one. */
	startedMs: number;
	/** To its failure, or to the end of its answer. */
	durationMs: number;
	/** Absent when it had no answer. */
	status?: number;
	error?: AttemptError;
	/** Why it was the last one, or what came next and why. */
	reason: string;
	/** `none`: it was refused or never arrived, and costs nothing. `unknown`: the provider may bill it, and did not say. */
	billing: "none" | "told" | "unknown";
}

/**
 * Of an answer: its beginning and the reader of the rest; neither when it has no body. A short one is still unread: its time to the first byte
 * goes on until `stopFirstByte` is called.
 */
export type AnswerBody = { first?: Uint8Array; reader?: Source } | { stopFirstByte: () => void };

/** How a try went: an answer whose first byte is there (or which has none), or why there is none. */
export type Tried =
	| { kind: "answer"; response: Response; body: AnswerBody }
	| { kind: "given_up"; response: Response }
	| { kind: "error"; error: AttemptError; detail: string; status?: number; reached: boolean };

/** The line of one attempt to its target. */
export interface Line {
	readonly signal: AbortSignal;
	/** Why it was cut; undefined while it was not. */
	cutBy(): AttemptError | undefined;
	cut(why: AttemptError): void;
	/** Settles with `work`, or rejects when the line is cut first. One at a time. */
	during<T>(work: Promise<T>): Promise<T>;
}

export function openLine(): Line {
	const controller = new AbortController();
	let why: AttemptError | undefined;
	/** Of what is waited for now. */
	let reject: (error: Error) => void = () => undefined;
	return {
		signal: controller.signal,
		cutBy: () => why,
		cut(reason) {
			if (why !== undefined) return;
			why = reason;
			reject(new Error(reason));
			controller.abort();
		},
		during(work) {
			if (why !== undefined) {
				work.catch(() => undefined);
				return Promise.reject(new Error(why));
			}
			return new Promise((resolve, rejectThis) => {
				reject = rejectThis;
				work.then(resolve, rejectThis);
			});
		},
	};
}

interface Trying {
	target: Candidate;
	send: Send;
	timeouts: Timeouts;
	clock: Clock;
	line: Line;
	/** Absent: there is no limit for connecting. */
	reaches?: Reaches;
	/** Whether this answer, of which the headers are there, is given up for another attempt. */
	isGivenUp(response: Response): boolean;
}

/** Sends once, and waits for the first byte of the answer. Never rejects; its own clocks are stopped when it resolves. */
export async function tryOnce(trying: Trying): Promise<Tried> {
	const { target, send, timeouts, clock, line, isGivenUp } = trying;
	const stopFirstByte = clock.within(timeouts.firstByteMs, () => line.cut("first_byte_timeout"));
	const stopConnecting = limitConnecting(trying);
	let sending: Promise<Response> | undefined;
	let status: number | undefined;
	let isShort = false;
	try {
		sending = send(target, line.signal);
		const response = await line.during(sending);
		status = response.status;
		stopConnecting();
		if (isGivenUp(response)) return { kind: "given_up", response };
		isShort = lengthOf(response) <= maxWholeBytes;
		return { kind: "answer", response, body: isShort ? { stopFirstByte } : await bodyOf(response, line) };
	} catch (failure) {
		const error = line.cutBy() ?? errorOf(failure, status);
		line.cut(error);
		// A sender that does not heed its signal may come with an answer that nobody waits for any more.
		sending?.then(
			(late) => late.body?.cancel().catch(() => undefined),
			() => undefined,
		);
		const reached = !unreached.has(error) && !neverReached.has(codeOf(failure) ?? "");
		return { kind: "error", error, detail: detailOf(error, failure), status, reached };
	} finally {
		stopConnecting();
		if (!isShort) stopFirstByte();
	}
}

/** Halfway through the time for connecting without an answer, the host gets the other half to show that it takes connections at all. */
function limitConnecting({ target, timeouts: { connectMs }, clock, line, reaches }: Trying): () => void {
	if (reaches === undefined) return () => undefined;
	let stands = false;
	const stop = clock.within(connectMs / 2, async () => {
		if (!(await reaches(target, connectMs / 2)) && !stands) line.cut("connect_timeout");
	});
	return () => {
		stands = true;
		stop();
	};
}

function lengthOf({ headers }: Response): number {
	return Number(headers.get("content-length") ?? Number.NaN);
}

async function bodyOf(response: Response, line: Line): Promise<AnswerBody> {
	const reader = response.body?.getReader();
	if (reader === undefined) return {};
	return { reader, first: await line.during(firstPiece(reader)) };
}

/** Some senders give empty pieces before the first byte. */
async function firstPiece(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Uint8Array | undefined> {
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return undefined;
		if (value.length > 0) return value;
	}
}

function errorOf(failure: unknown, status: number | undefined): AttemptError {
	if (failure instanceof NotSent) return "not_sent";
	return status === undefined ? "connection_failed" : "broke_off";
}

const unreached: ReadonlySet<AttemptError> = new Set(["not_sent", "connect_timeout"]);
/** Codes of Bun's `fetch` (1.4.5) for a request that nobody got. */
const neverReached = new Set(["ConnectionRefused", "FailedToOpenSocket", "ENOTFOUND", "ECONNREFUSED"]);

/** Only the code: the text may hold the provider's address, and with it credentials. */
function detailOf(error: AttemptError, failure: unknown): string {
	if (error === "not_sent" && failure instanceof NotSent) return `not sent: ${failure.message}`;
	const code = error === "connection_failed" || error === "broke_off" ? codeOf(failure) : undefined;
	return code === undefined ? error : `${error} (${code})`;
}

function codeOf(failure: unknown): string | undefined {
	const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
	return typeof code === "string" ? code : undefined;
}
