import { afterEach, describe, expect, test } from "bun:test";
import { createDeadlines, type Deadlines } from "../../server/src/deadlines";
import { createBodyRoom } from "../../server/src/proxy/body-room";
import { readBody } from "../../server/src/proxy/read-body";

const mebibyte = 1024 * 1024;
const maxBytes = 4 * mebibyte;
const open: Deadlines[] = [];
afterEach(() => {
	for (const deadlines of open.splice(0)) deadlines.close();
});

/** A body whose length nobody says, piece by piece; room for one such, and a short time to arrive. */
function reading() {
	const arrival = createDeadlines(40);
	open.push(arrival);
	const room = createBodyRoom(maxBytes);
	let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
	const body = new ReadableStream<Uint8Array>({
		start(given) {
			controller = given;
		},
	});
	const request = new Request("http://localhost/", { method: "POST", body });
	return {
		room,
		send: (bytes: number) => controller?.enqueue(new Uint8Array(bytes)),
		endBody: () => controller?.close(),
		read: async () => readBody({ request, said: {} }, { maxBytes, arrival }, room),
		/** As long as a body may take. */
		aWhile: () => new Promise<void>((resolve) => void arrival.start(resolve)),
	};
}

describe("a body of untold length", () => {
	test("is not too slow while it waits for room", async () => {
		const { room, send, endBody, read, aWhile } = reading();
		const giveBack = await room.take(maxBytes);
		const held = read();
		send(1.5 * mebibyte);
		endBody();
		await aWhile();
		giveBack();
		const { bytes, release } = await held;
		expect(bytes.length).toBe(1.5 * mebibyte);
		release?.();
		await room.take(maxBytes);
	});

	test("that was refused as too slow, and goes on, leaves no room taken", async () => {
		const { room, send, endBody, read } = reading();
		const held = read();
		send(0.5 * mebibyte);
		await expect(held).rejects.toMatchObject({ status: 408 });
		send(mebibyte);
		endBody();
		await room.take(maxBytes).then((giveBack) => giveBack());
		await room.take(maxBytes);
	});
});
