import type { Call } from "@lensai/server/traces/model";

/** A local server that answers what the extension asks, as the real one does: keys, sums, resumable live stream. */
export interface LensServer extends Disposable {
	url: string;
	/** Paths of the requests so far, each with the key that came along. */
	asked: { path: string; key: string; lastEventId: string | null }[];
	/** The calls that the API knows of; the live stream gets its own by `say`. */
	calls: Call[];
	say(call: Call): void;
	sayReset(): void;
	heartbeat(): void;
	/** Ends every live stream. */
	hangUp(): void;
	/** How many live streams are open. */
	listeners(): number;
}

export const goodKey = "lk_good";

export function startLensServer({ port = 0 } = {}): LensServer {
	const asked: LensServer["asked"] = [];
	const events: string[] = [];
	const calls: Call[] = [];
	const open = new Set<ReadableStreamDefaultController<string>>();
	const send = (text: string) => {
		for (const stream of open) stream.enqueue(text);
	};
	const publish = (event: string, data: unknown) => {
		events.push(`event: ${event}\nid: ${events.length + 1}\ndata: ${JSON.stringify(data)}\n\n`);
		send(events.at(-1) ?? "");
	};
	const server = Bun.serve({
		port,
		hostname: "127.0.0.1",
		idleTimeout: 0,
		fetch(request) {
			const { pathname } = new URL(request.url);
			const key = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
			const lastEventId = request.headers.get("last-event-id");
			asked.push({ path: pathname, key, lastEventId });
			if (key !== goodKey) return Response.json({ code: "unauthenticated" }, { status: 401 });
			if (pathname === "/api/v1/live") return liveStream(open, events.slice(Number(lastEventId ?? events.length)));
			const answer = answers(calls)[pathname];
			return answer ? Response.json(answer) : Response.json({ code: "not_found" }, { status: 404 });
		},
	});
	return {
		url: `http://127.0.0.1:${server.port}`,
		asked,
		calls,
		say: (call) => publish("call", call),
		sayReset: () => publish("reset", {}),
		heartbeat: () => send("event: heartbeat\ndata: {}\n\n"),
		hangUp() {
			for (const stream of open) stream.close();
			open.clear();
		},
		listeners: () => open.size,
		[Symbol.dispose]: () => void server.stop(true),
	};
}

function liveStream(open: Set<ReadableStreamDefaultController<string>>, missed: string[]): Response {
	let mine: ReadableStreamDefaultController<string>;
	const stream = new ReadableStream<string>({
		start(controller) {
			mine = controller;
			open.add(controller);
			controller.enqueue(`retry: 1000\n\n${missed.join("")}`);
		},
		cancel: () => void open.delete(mine),
	});
	return new Response(stream.pipeThrough(new TextEncoderStream()), {
		headers: { "content-type": "text/event-stream" },
	});
}

function answers(calls: Call[]): Record<string, unknown> {
	const priced = calls.filter(({ costPicoUsd }) => costPicoUsd !== null);
	return {
		"/api/v1/session": {
			via: "key",
			user: null,
			organization: { id: "o", name: "Acme" },
			projects: [{ id: "p", name: "shop" }],
		},
		"/api/v1/calls": { calls: calls.slice(0, 1), nextCursor: null },
		"/api/v1/summary": {
			calls: calls.length,
			errors: calls.filter(({ status }) => status === "error").length,
			pricedCalls: priced.length,
			partialCalls: calls.filter(({ costState }) => costState === "partial").length,
			estimatedCalls: calls.filter(({ costState }) => costState === "estimated").length,
			unpricedCalls: calls.length - priced.length,
			costPicoUsd: String(priced.reduce((sum, { costPicoUsd }) => sum + BigInt(costPicoUsd ?? 0), 0n)),
		},
	};
}
