import { spansOf } from "../journal/batch";
import type { Journal } from "../journal/journal";
import type { Span } from "../journal/span";
import { callOf } from "../traces/call";
import type { EventIds } from "./event-ids";

export interface HubOptions {
	eventIds: EventIds;
	journal: Pick<Journal, "read" | "firstSeq" | "lastSeq" | "onCommit">;
	/** Everything up to this sequence number is found by queries; by default all is. */
	storedUpTo?: () => number;
	heartbeatMs?: number;
	/** Commits that come faster are sent together. */
	tickMs?: number;
	/** How much may wait for a subscriber to read it. */
	maxQueuedBytes?: number;
}

/** What somebody wants to see. */
export interface Watching {
	projectId: string;
	/** As it stood in an event. Undefined: the stream is new. */
	lastEventId: string | undefined;
	/** Asked with every sixth heartbeat: a key may be revoked, or a session ended, while somebody watches. */
	stillAllowed(): Promise<boolean>;
}

export interface Hub {
	/**
	 * The project's calls as they end, as server-sent events, from the event after `lastEventId` on; without one, from the newest
	 * calls on that a query from now on may not find yet.
	 */
	open(watching: Watching): ReadableStream<Uint8Array>;
	/** Calls that told no usage have an estimate of it now. */
	estimated(spans: readonly Span[]): void;
	/** Ends every stream. */
	close(): void;
}

interface Subscriber {
	projectId: string;
	stillAllowed(): Promise<boolean>;
	/** Events that its connection has no room for yet. */
	queue: Uint8Array[];
	queuedBytes: number;
	/** Continues a read that waits for an event. */
	wake?: () => void;
	/** It reads too slowly, and has missed events; it gets a `reset` as soon as there is room. */
	missed: boolean;
}

/** So many calls at once are not news any more: the subscriber is told to look again. */
const maxEventsPerTick = 200;
/** Nor are they read any more, so that nobody can make the server read a whole journal by resuming from its beginning. */
const maxSpansPerRead = 2000;
/** Each check asks PostgreSQL: hundreds at once would be a load of their own, so a sixth is checked with each beat. */
const beatsPerCheck = 6;
const batchesPerRead = 64;
const encoder = new TextEncoder();

/** The newest events that fit, oldest first. What a long tail leaves out its reader finds by asking again. */
function newestWithin(events: readonly string[], maxBytes: number): string[] {
	let bytes = 0;
	const from = events.findLastIndex((event, index) => {
		bytes += Buffer.byteLength(event);
		return bytes > maxBytes || events.length - index > maxEventsPerTick;
	});
	return events.slice(from + 1);
}

const retry = encoder.encode("retry: 1000\n\n");
const heartbeat = encoder.encode("event: heartbeat\ndata: {}\n\n");
const reset = (id: string) => encoder.encode(`event: reset\nid: ${id}\ndata: {}\n\n`);

/**
 * The journal's reader for people who watch. Events: `call` (data is a `Call`, id its sealed place in the journal), `estimated` (data is a
 * `Call` that was told before, and whose usage is estimated now; it has no id, since nothing resumes from it), `heartbeat`, and `reset`
 * (calls were missed: fetch them from the API).
 */
export function createHub(options: HubOptions): Hub {
	const {
		eventIds,
		journal,
		storedUpTo = journal.lastSeq,
		heartbeatMs = 5000,
		tickMs = 50,
		maxQueuedBytes = 64 * 1024,
	} = options;
	const subscribers = new Set<Subscriber>();
	let cursor = journal.lastSeq();
	let timer: ReturnType<typeof setTimeout> | undefined;

	const stopListening = journal.onCommit(() => {
		if (subscribers.size === 0) cursor = journal.lastSeq();
		else timer ??= setTimeout(tick, tickMs);
	});
	let beats = 0;
	const heart = setInterval(() => {
		beats++;
		for (const [index, subscriber] of [...subscribers].entries()) {
			if (subscriber.missed) deliver(subscriber, undefined);
			else send(subscriber, heartbeat);
			if ((index + beats) % beatsPerCheck === 0) endUnlessAllowed(subscriber);
		}
	}, heartbeatMs);

	function tick() {
		clearTimeout(timer);
		timer = undefined;
		const watched = new Set([...subscribers].map(({ projectId }) => projectId));
		const events = watched.size > 0 && isNews(cursor) ? eventsAfter(cursor, watched) : undefined;
		if (!isNews(cursor)) for (const subscriber of subscribers) subscriber.missed = true;
		cursor = journal.lastSeq();
		for (const subscriber of subscribers) deliver(subscriber, events?.get(subscriber.projectId));
	}

	const isNews = (afterSeq: number) => journal.lastSeq() - afterSeq <= maxSpansPerRead;

	/** SSE text by project, of those that somebody watches. */
	function eventsAfter(seq: number, watched: ReadonlySet<string>): Map<string, string[]> {
		const byProject = new Map<string, string[]>();
		for (let after = seq; after < journal.lastSeq(); ) {
			const batches = journal.read(after, batchesPerRead);
			const last = batches.at(-1);
			if (last === undefined) break;
			after = last.lastSeq;
			for (const batch of batches) {
				for (const span of spansOf(batch)) {
					// The first batch may have begun before.
					if (span.seq <= seq || !watched.has(span.projectId)) continue;
					const list = byProject.get(span.projectId);
					const event = `event: call\nid: ${eventIds.write(span.projectId, span.seq)}\ndata: ${JSON.stringify(callOf(span))}\n\n`;
					if (list === undefined) byProject.set(span.projectId, [event]);
					else list.push(event);
				}
			}
		}
		return byProject;
	}

	function deliver(subscriber: Subscriber, events: string[] | undefined) {
		// One reset for all that was missed, once everything before it has been read.
		if (subscriber.missed && subscriber.queue.length > 0) return;
		if (subscriber.missed || (events !== undefined && events.length > maxEventsPerTick)) {
			subscriber.missed = !send(subscriber, resetFor(subscriber));
		} else if (events !== undefined) {
			subscriber.missed = !send(subscriber, encoder.encode(events.join("")));
		}
	}

	const resetFor = ({ projectId }: Subscriber) => reset(eventIds.write(projectId, cursor));
	const eventsOf = (projectId: string, seq: number) => eventsAfter(seq, new Set([projectId])).get(projectId);

	async function endUnlessAllowed(subscriber: Subscriber) {
		const allowed = await subscriber.stillAllowed();
		if (!allowed && subscribers.delete(subscriber)) subscriber.wake?.();
	}

	/** False when there is no room for more: the subscriber reads too slowly. */
	function send(subscriber: Subscriber, bytes: Uint8Array): boolean {
		if (subscriber.queuedBytes > 0 && subscriber.queuedBytes + bytes.length > maxQueuedBytes) return false;
		subscriber.queue.push(bytes);
		subscriber.queuedBytes += bytes.length;
		subscriber.wake?.();
		return true;
	}

	return {
		open({ projectId, lastEventId, stillAllowed }) {
			// Brings `cursor` to the newest event, so that what is resumed ends where the next tick begins.
			tick();
			const subscriber: Subscriber = { projectId, stillAllowed, queue: [], queuedBytes: 0, missed: false };
			subscribers.add(subscriber);
			send(subscriber, retry);
			const last = lastEventId === undefined ? undefined : eventIds.read(projectId, lastEventId);
			if (lastEventId === undefined) {
				const stored = storedUpTo();
				const unstored = stored < cursor && isNews(stored) ? eventsOf(projectId, stored) : undefined;
				if (unstored !== undefined) deliver(subscriber, newestWithin(unstored, maxQueuedBytes / 2));
			} else if (last !== cursor) {
				const isKnown = last !== undefined && last >= journal.firstSeq() - 1 && last < cursor && isNews(last);
				if (isKnown) deliver(subscriber, eventsOf(projectId, last));
				else send(subscriber, resetFor(subscriber));
			}
			return new ReadableStream<Uint8Array>(
				{
					// Asked for only when the connection has room. What is enqueued unasked is taken at once, and waits
					// in the connection's buffer without a bound: 400 clients that never read cost 9 GB.
					async pull(controller) {
						while (subscriber.queue.length === 0 && subscribers.has(subscriber)) {
							await new Promise<void>((resolve) => {
								subscriber.wake = resolve;
							});
						}
						if (subscriber.queue.length === 0) return controller.close();
						controller.enqueue(Buffer.concat(subscriber.queue));
						subscriber.queue = [];
						subscriber.queuedBytes = 0;
					},
					cancel() {
						subscribers.delete(subscriber);
						subscriber.wake?.();
					},
				},
				{ highWaterMark: 0 },
			);
		},
		estimated(spans) {
			if (subscribers.size === 0) return;
			for (const [projectId, ofProject] of Map.groupBy(spans, (span) => span.projectId)) {
				const events = ofProject.map((span) => `event: estimated\ndata: ${JSON.stringify(callOf(span))}\n\n`);
				for (const subscriber of subscribers) if (subscriber.projectId === projectId) deliver(subscriber, events);
			}
		},
		close() {
			stopListening();
			clearInterval(heart);
			clearTimeout(timer);
			const ended = [...subscribers];
			subscribers.clear();
			for (const { wake } of ended) wake?.();
		},
	};
}
