import type { BodyReader } from "./body-reader";
import type { Call, Outcome } from "./call";
import { callerHeaders } from "./headers";
import type { Later } from "./later";
import { Refusal } from "./refusal";
import { CallerLeft, type Line } from "./send";

/** What a connection's first flight of packets can carry, or near it. */
const maxWholeBytes = 16 * 1024;

interface Relaying {
	line: Line;
	/** The provider's answer. */
	upstream: Response;
	reader: BodyReader;
	later: Later;
}

/**
 * Step 6: bytes to the caller, a copy to the reader. The call ends here, once, whichever way it goes: the last byte was passed
 * on, the provider broke off or fell silent, or the caller left. Throws what `line.explain` says while nothing was sent yet,
 * and Refusal 502 for a status that cannot be passed on.
 *
 * A short answer of known length comes in a packet or two and is sent in one piece (a stream costs 20 µs more); everything
 * else is pulled as fast as the caller reads.
 */
export async function relay(call: Call, { line, upstream, reader, later }: Relaying): Promise<Response> {
	requirePassable(upstream, line);
	const respond = (body: BodyInit | null, streamed: boolean) =>
		new Response(body, { status: upstream.status, headers: callerHeaders(upstream.headers, call.id, { streamed }) });

	const whole = { status: upstream.ok ? "ok" : "error" } as const;
	function end(outcome: Pick<Outcome, "status" | "error">) {
		line.close();
		const read = reader.end();
		const wasAll = outcome.status === "client_closed" && read.answer.isComplete;
		call.end({ ...(wasAll ? whole : outcome), httpStatus: upstream.status, ...read });
	}
	const complete = () => end(whole);

	const length = Number(upstream.headers.get("content-length") ?? Number.NaN);
	// Asking for `body` makes a stream, through which the bytes would then come.
	if ((length <= maxWholeBytes && !reader.changesBytes) || upstream.body === null) {
		const body = await wholeBody(call, upstream, line);
		call.firstByte();
		// The caller's bytes are on their way before the call is settled.
		later(() => {
			reader.pass(body);
			complete();
		});
		return respond(body.length > 0 ? body : null, false);
	}
	const source = upstream.body.getReader();
	return respond(streamOf(nextPiece(call, line, source, reader), { line, complete, end }), true);
}

/** HTTP has no other final status, and `Response` takes none. Throws Refusal 502. */
function requirePassable({ status }: Response, line: Line): void {
	if (status >= 200 && status <= 599) return;
	line.hangUp();
	throw new Refusal(502, "upstream_failed", `The provider answered with ${status}, which is no status of HTTP.`);
}

/** The caller, who was sent nothing yet, is told that the provider failed; the record says that it did so in its answer. */
async function wholeBody(call: Call, upstream: Response, line: Line): Promise<Uint8Array<ArrayBuffer>> {
	try {
		return await upstream.bytes();
	} catch (error) {
		const failure = line.explain(error);
		if (failure instanceof Refusal)
			call.end({ status: "error", httpStatus: failure.status, error: brokenOff(failure) });
		throw failure;
	}
}

/** Reads on until there are bytes for the caller; undefined at the end of the answer. */
function nextPiece(call: Call, line: Line, source: ReadableStreamDefaultReader<Uint8Array>, reader: BodyReader) {
	let exhausted = false;
	return async (): Promise<Uint8Array | undefined> => {
		try {
			while (!exhausted) {
				const { done, value } = await source.read();
				if (done) {
					exhausted = true;
					return reader.rest();
				}
				call.firstByte();
				line.alive();
				const bytes = reader.pass(value);
				if (bytes !== undefined && bytes.length > 0) return bytes;
			}
			return undefined;
		} catch (error) {
			throw line.explain(error);
		}
	};
}

interface Ending {
	line: Line;
	complete(): void;
	end(outcome: Pick<Outcome, "status" | "error">): void;
}

/** `pull` is called when the caller has room, so a slow caller slows the provider down instead of filling our memory. */
function streamOf(next: () => Promise<Uint8Array | undefined>, { line, complete, end }: Ending) {
	return new ReadableStream<Uint8Array>({
		async pull(controller) {
			try {
				const bytes = await next();
				if (bytes !== undefined) return controller.enqueue(bytes);
				complete();
				controller.close();
			} catch (failure) {
				const left = failure instanceof CallerLeft;
				end(left ? { status: "client_closed" } : { status: "error", error: brokenOff(failure) });
				// Breaks the caller's connection off. Bun 1.4.5 would print a reason, with its stack, on stderr.
				controller.error();
			}
		},
		cancel() {
			line.hangUp();
			end({ status: "client_closed" });
		},
	});
}

function brokenOff(failure: unknown): Outcome["error"] {
	return { type: "upstream_broke_off", message: failure instanceof Error ? failure.message : String(failure) };
}
