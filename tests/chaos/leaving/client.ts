import { connect, requestText } from "../../support/http-client";
import { pickIndex } from "../../support/random";
import { headerOf, wholeBody } from "../../support/wire";

/** A call as its client saw it. */
export interface SeenCall {
	traceId: string;
	/** Undefined: it left, or was cut off, before an answer. */
	callId?: string;
	status?: number;
	/** It was still there when its patience was over. */
	isStuck: boolean;
}

/** Longer than any call can take by the server's own deadlines. */
const patienceMs = 30_000;
const doors = ["/openai/v1/", "/groq/openai/v1/"];
export const routeName = "moody";

/** One call on a connection of its own; most of them leave at any moment, by either way of closing a connection. */
export async function callOnce(port: number, random: () => number): Promise<SeenCall> {
	const traceId = Array.from({ length: 32 }, () => pickIndex(random, 16).toString(16)).join("");
	const seen: SeenCall = { traceId, isStuck: false };
	const wire = await connect(port);
	const leave = () => (random() < 0.5 ? wire.socket.destroy() : wire.socket.resetAndDestroy());
	const leaving = random() < 0.7 ? setTimeout(leave, random() ** 2 * 1500) : undefined;
	const late = setTimeout(() => {
		seen.isStuck = true;
		wire.socket.destroy();
	}, patienceMs);
	try {
		await wire.send(requestText(requestOf(traceId, port, random)));
		const head = await wire.head();
		if (head === undefined) return seen;
		seen.callId = headerOf(head, "x-lensai-call-id");
		seen.status = Number(head.firstLine.split(" ")[1]);
		await wholeBody(wire.body(head));
	} catch {
		// Broken off, by either side.
	} finally {
		clearTimeout(leaving);
		clearTimeout(late);
		wire.socket.destroy();
	}
	return seen;
}

function requestOf(traceId: string, port: number, random: () => number) {
	const isRouted = random() < 0.7;
	const model = isRouted ? routeName : "gpt-4o";
	return {
		target: `${isRouted ? doors[0] : doors[pickIndex(random, 2)]}chat/completions`,
		headers: [
			["host", `localhost:${port}`],
			["content-type", "application/json"],
			["authorization", "Bearer sk-chaos"],
			["traceparent", `00-${traceId}-00f067aa0ba902b7-01`],
		] as [string, string][],
		body: JSON.stringify({ model, stream: random() < 0.6, messages: [{ role: "user", content: "Hi" }] }),
	};
}
