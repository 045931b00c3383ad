import { type Shape, shapes } from "./provider";

/** One call as its client saw it. Times are `performance.now()`. */
export interface SeenCall {
	id: string;
	sentAt: number;
	/** The status line has come, and with it the call's id. */
	answeredAt: number;
	/** The whole answer has come; undefined while it has not. */
	completeAt?: number;
	status: number;
}

export interface Load {
	/** Every call that was answered so far, oldest first. */
	seen: SeenCall[];
	/** Calls that failed before an answer, by what was said of it. */
	failures: Map<string, number>;
	/** Sends no more; resolves when every call has ended, one way or the other. */
	stop(): Promise<void>;
}

export interface LoadOptions {
	/** The gateway, e.g. `http://localhost:6510`. */
	url: string;
	/** Calls begin this often, whether or not earlier ones have ended. */
	perSecond: number;
	nextShape: () => Shape;
}

/** Sends calls until it is stopped. */
export function startLoad({ url, perSecond, nextShape }: LoadOptions): Load {
	const seen: SeenCall[] = [];
	const failures = new Map<string, number>();
	const running = new Set<Promise<void>>();
	const startedAt = performance.now();
	let sent = 0;

	async function call(shape: Shape) {
		const sentAt = performance.now();
		try {
			const response = await fetch(`${url}/openai/v1/chat/completions`, {
				method: "POST",
				headers: { authorization: "Bearer sk-chaos", "content-type": "application/json" },
				body: bodies[shape],
			});
			const id = response.headers.get("x-lensai-call-id");
			if (id === null) throw new Error(`answer ${response.status} without a call id`);
			const call: SeenCall = { id, sentAt, answeredAt: performance.now(), status: response.status };
			seen.push(call);
			await response.arrayBuffer();
			call.completeAt = performance.now();
		} catch (error) {
			const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
			failures.set(reason, (failures.get(reason) ?? 0) + 1);
		}
	}

	const timer = setInterval(() => {
		const due = ((performance.now() - startedAt) / 1000) * perSecond;
		for (; sent < due; sent++) {
			const ending = call(nextShape()).finally(() => running.delete(ending));
			running.add(ending);
		}
	}, 2);

	return {
		seen,
		failures,
		async stop() {
			clearInterval(timer);
			await Promise.all(running);
		},
	};
}

const bodies = Object.fromEntries(
	Object.entries(shapes).map(([shape, model]) => [
		shape,
		JSON.stringify({
			model,
			stream: shape === "stream" || shape === "slowStream",
			messages: [{ role: "user", content: "How are you? ".repeat(60) }],
		}),
	]),
) as Record<Shape, string>;
