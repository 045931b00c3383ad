import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Journal } from "../../server/src/journal/journal";
import type { Span } from "../../server/src/journal/span";
import { createHub, type Hub, type HubOptions } from "../../server/src/live/hub";
import { createTestJournal, type TestJournal } from "../support/journal";
import { type LiveEvent, readEvents } from "../support/live-events";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

const projectId = "0198c0de-0000-7000-8000-000000000001";
const otherProjectId = "0198c0de-0000-7000-8000-000000000002";

/** As they stand in the journal, so that tests can tell them. */
const plainIds = { write: (_: string, seq: number) => `${seq}`, read: (_: string, id: string) => Number(id) };

let files: TestJournal;
let journal: Journal;
let hub: Hub;
beforeEach(() => {
	files = createTestJournal();
	journal = files.open({ keepSpans: 5 });
	openHub();
});
afterEach(async () => {
	hub.close();
	await journal.close(1000);
	files.remove();
});

function openHub(options: Partial<HubOptions> = {}) {
	hub?.close();
	hub = createHub({ eventIds: plainIds, journal, tickMs: 1, heartbeatMs: 60_000, ...options });
}

async function append(count: number, span: Partial<Span> = {}) {
	await Promise.all(Array.from({ length: count }, () => journal.append({ span: spanFixture({ projectId, ...span }) })));
}

const namesAndIds = (events: LiveEvent[]) => events.map(({ name, id }) => `${name} ${id}`);

describe("a live stream", () => {
	test("gives a project's calls as they end, in the order of their ids", async () => {
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await append(1, { model: "gpt-4o", costPicoUsd: "3500000000" });
		await append(1);
		await until(() => live.events.length === 2);
		expect(namesAndIds(live.events)).toEqual(["call 1", "call 2"]);
		expect(live.events[0]?.data).toMatchObject({ projectId, model: "gpt-4o", costPicoUsd: "3500000000" });
	});

	test("tells a project's calls again when their usage is estimated, without moving what it resumes from", async () => {
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await append(1);
		await until(() => live.events.length === 1);
		hub.estimated([spanFixture({ projectId, usageState: "estimated" }), spanFixture({ projectId: otherProjectId })]);
		await until(() => live.events.length === 2);
		expect(live.events[1]).toMatchObject({ name: "estimated", data: { projectId, usageState: "estimated" } });
		await append(1);
		await until(() => live.events.length === 3);
		expect(live.events[2]).toMatchObject({ name: "call", id: 2 });
	});

	test("gives a call's labels, and what the cache did, as lists show them", async () => {
		const live = readEvents(hub.open(watching(projectId, undefined)));
		const labels = { user: "ada", environment: "production", tags: ["beta"], callSite: "src/checkout.ts:42" };
		await append(1, { ...labels, cache: "hit", savedPicoUsd: "3500000000" });
		await until(() => live.events.length === 1);
		const said = { ...labels, session: null, cache: "hit", savedPicoUsd: "3500000000", attemptCount: null };
		expect(live.events[0]?.data).toMatchObject(said);
	});

	test("says nothing of calls that ended before it was opened", async () => {
		await append(2);
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await append(1);
		await until(() => live.events.length > 0);
		expect(namesAndIds(live.events)).toEqual(["call 3"]);
	});

	test("begins with the calls that a query may not find yet, and no other project's", async () => {
		let stored = 1;
		openHub({ storedUpTo: () => stored });
		await append(2);
		await append(1, { projectId: otherProjectId });
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await append(1);
		await until(() => live.events.length === 2);
		expect(namesAndIds(live.events)).toEqual(["call 2", "call 4"]);
		stored = 4;
		const later = readEvents(hub.open(watching(projectId, undefined)));
		await append(1);
		await until(() => later.events.length > 0);
		expect(namesAndIds(later.events)).toEqual(["call 5"]);
	});

	test("begins with the newest of them when there are many, and asks for no look again", async () => {
		openHub({ storedUpTo: () => 0 });
		await append(300);
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await append(1);
		await until(() => live.events.at(-1)?.id === 301);
		expect(new Set(live.events.map(({ name }) => name))).toEqual(new Set(["call"]));
		expect(live.events.at(-2)?.id).toBe(300);
		expect(live.events.length).toBeLessThanOrEqual(201);
	});

	test("never gives another project's calls, whether they come live or by resuming", async () => {
		await append(1, { projectId: otherProjectId });
		const live = readEvents(hub.open(watching(projectId, 0)));
		await append(2, { projectId: otherProjectId });
		await append(1);
		await until(() => live.events.length > 0);
		expect(namesAndIds(live.events)).toEqual(["call 4"]);
	});

	test("resumes after the last event that was seen, without a gap and without a repetition", async () => {
		await append(3);
		const live = readEvents(hub.open(watching(projectId, 1)));
		await append(1);
		await until(() => live.events.length === 3);
		expect(namesAndIds(live.events)).toEqual(["call 2", "call 3", "call 4"]);
	});

	test("has nothing to resume when the last event was the newest", async () => {
		await append(2);
		const live = readEvents(hub.open(watching(projectId, 2)));
		await append(1);
		await until(() => live.events.length > 0);
		expect(namesAndIds(live.events)).toEqual(["call 3"]);
	});

	test.each([
		["too old for what the journal still holds", 2],
		["from another journal, ahead of this one", 400],
	])("begins with a reset when the last event is %s", async (_, lastEventId) => {
		for (let n = 0; n < 10; n++) await append(1);
		journal.release(10);
		const live = readEvents(hub.open(watching(projectId, lastEventId)));
		await append(1);
		await until(() => live.events.length === 2);
		expect(namesAndIds(live.events)).toEqual(["reset 10", "call 11"]);
	});

	test("begins with a reset when more calls were missed than anybody wants to see pass", async () => {
		await append(201);
		const live = readEvents(hub.open(watching(projectId, 0)));
		await until(() => live.events.length > 0);
		expect(namesAndIds(live.events)).toEqual(["reset 201"]);
	});

	test("beats while nothing happens", async () => {
		openHub({ heartbeatMs: 5 });
		const live = readEvents(hub.open(watching(projectId, undefined)));
		await until(() => live.events.length >= 2);
		expect(new Set(live.events.map(({ name }) => name))).toEqual(new Set(["heartbeat"]));
	});

	test("ends when the hub is closed", async () => {
		const live = readEvents(hub.open(watching(projectId, undefined)));
		hub.close();
		await live.ended;
	});

	test("ends with a heartbeat once its reader may no longer see the project", async () => {
		openHub({ heartbeatMs: 5 });
		let allowed = true;
		const reader = hub.open({ ...watching(projectId, undefined), stillAllowed: async () => allowed }).getReader();
		await reader.read();
		const beat = await reader.read();
		expect(beat.done).toBe(false);
		allowed = false;
		while (!(await reader.read()).done);
	});
});

describe("a subscriber that does not read", () => {
	test("costs no more than some queued events, and is told to look again once it reads", async () => {
		openHub({ maxQueuedBytes: 16 * 1024 });
		const stream = hub.open(watching(projectId, undefined));
		for (let n = 0; n < 300; n++) await append(1);
		const slow = readEvents(stream);
		await until(() => slow.events.length > 0);
		await append(1);
		await until(() => slow.events.some(({ name }) => name === "reset"));
		const index = slow.events.findIndex(({ name }) => name === "reset");
		expect(index).toBeLessThan(70);
		await append(1);
		await until(() => slow.events.at(-1)?.id === 302);
		const [reset, ...later] = slow.events.slice(index);
		const missed = reset?.id ?? 0;
		expect(missed).toBeGreaterThanOrEqual(300);
		expect(later.map(({ id }) => id)).toEqual([301, 302].filter((id) => id > missed));
	});

	test("is told to look again even when nothing more happens", async () => {
		openHub({ heartbeatMs: 5, maxQueuedBytes: 16 * 1024 });
		const stream = hub.open(watching(projectId, undefined));
		for (let n = 0; n < 100; n++) await append(1);
		const slow = readEvents(stream);
		// The last call may be told of by itself, when it is read of after the reset.
		await until(() => slow.events.some(({ name }) => name === "reset") && slow.events.some(({ id }) => id === 100));
	});

	test("does not hold up another one", async () => {
		hub.open(watching(projectId, undefined));
		const live = readEvents(hub.open(watching(projectId, undefined)));
		for (let n = 0; n < 100; n++) {
			await append(1);
			await until(() => live.events.length === n + 1);
		}
		expect(live.events.at(-1)?.id).toBe(100);
	});
});

test("resuming from far behind reads nothing of the journal", async () => {
	let reads = 0;
	hub.close();
	const read = () => {
		reads++;
		return [];
	};
	const long = { firstSeq: () => 1, lastSeq: () => 1_000_000, onCommit: () => () => undefined, read };
	hub = createHub({ eventIds: plainIds, journal: long, heartbeatMs: 60_000 });
	const live = readEvents(hub.open(watching(projectId, 5)));
	await until(() => live.events.length > 0);
	expect(namesAndIds(live.events)).toEqual(["reset 1000000"]);
	expect(reads).toBe(0);
});

function watching(projectId: string, lastEventId: number | undefined) {
	return { projectId, lastEventId: lastEventId?.toString(), stillAllowed: async () => true };
}
