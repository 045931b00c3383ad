import { readChunks, readJsonFixture } from "../../support/fixtures";

/** A provider on this machine that answers with recorded fixtures. */
export interface Upstream {
	/** Base URL with the `/v1`. */
	url: string;
	/** The fixture that the next calls are answered with, e.g. `plain`; `error-429` is answered with that status. */
	fixture: string;
	/** Other fixtures for some models. */
	fixtureOf: Record<string, string>;
	/** Models that answer under the name that they were asked by; others answer under that of their fixture. */
	ownNames: Set<string>;
	stop(): Promise<void>;
}

interface Asked {
	model?: string;
	stream?: boolean;
	stream_options?: { include_usage?: boolean };
}

export function startUpstream(): Upstream {
	const upstream: Omit<Upstream, "url" | "stop"> = { fixture: "plain", fixtureOf: {}, ownNames: new Set() };
	const server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		async fetch(request) {
			if (request.method === "GET") return Response.json({ object: "list", data: [] });
			const body = (await request.json()) as Asked;
			const answered = answer(upstream.fixtureOf[body.model ?? ""] ?? upstream.fixture, body);
			if (!upstream.ownNames.has(body.model ?? "")) return answered;
			return Response.json({ ...((await answered.json()) as object), model: body.model });
		},
	});
	return Object.assign(upstream, { url: `http://127.0.0.1:${server.port}/v1`, stop: () => server.stop(true) });
}

function answer(fixture: string, body: Asked): Response {
	const status = Number(/^error-(\d{3})$/.exec(fixture)?.[1] ?? 200);
	if (!body.stream || status !== 200) {
		const json = readJsonFixture("openai", fixture).slice();
		return new Response(json, { status, headers: { "content-type": "application/json" } });
	}
	const chunks = readChunks("openai", `${fixture}.${body.stream_options?.include_usage ? "asked" : "unasked"}`);
	return new Response(new Blob(chunks.map((chunk) => chunk.slice())).stream(), {
		headers: { "content-type": "text/event-stream" },
	});
}
