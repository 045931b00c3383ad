import type { Started } from "../../server/src/journal/journal";
import type { Span } from "../../server/src/journal/span";
import { noLabels } from "../../server/src/labels/labels";
import { price } from "../../server/src/pricing/price";
import { createProvider } from "../../server/src/providers/create-provider";
import { openai } from "../../server/src/providers/openai";
import type { Provider } from "../../server/src/providers/provider";
import { type Call, startCall } from "../../server/src/proxy/call";
import type { Answered } from "../../server/src/targets/answered";
import type { Attempt } from "../../server/src/targets/attempt";
import { createBreakers } from "../../server/src/targets/breakers";
import { chooseTargets } from "../../server/src/targets/choose-targets";
import { clock, wallClock } from "../../server/src/targets/clock";
import { afterCallerLeft, createDrainPlaces, type LeaveRule } from "../../server/src/targets/leaving";
import type { RoutePolicy } from "../../server/src/targets/model";
import { createReach } from "../../server/src/targets/reach";
import { choosableOf } from "../../server/src/targets/route-table";
import { sendToFirst } from "../../server/src/targets/send-to-first";
import { defaultCaller } from "../support/gateway";

interface Options {
	policy: RoutePolicy;
	/** By provider. */
	urls: Record<string, string>;
	ruleOf(provider: string): LeaveRule;
	random: () => number;
}

/** The least that a gateway has to do with a route: one call in, attempts, one span. */
export function startRouting({ policy, urls, ruleOf, random }: Options) {
	const started: Span[] = [];
	const ended: Span[] = [];
	const attempts = new Map<string, readonly Attempt[]>();
	const breakers = createBreakers({ now: wallClock });
	const places = createDrainPlaces(100);
	const reach = createReach();
	const choosable = choosableOf({ organizationId: "org-1", policy });
	const [provider] = createProvider(openai, { fetch, clock: Date.now }) as [Provider, ...Provider[]];
	const journal = {
		started(span: Span): Started {
			started.push(span);
			return { state: "waits", id: span.id, text: "" };
		},
		append: async ({ span }: { span: Span }) => void ended.push(span),
	};

	async function handle(request: Request): Promise<Response> {
		const body = await request.bytes();
		const arrival = { arrivedAt: clock.now(), arrivedAtMs: Date.now() };
		const path = "chat/completions";
		const call = startCall(
			{ journal, price, now: clock.now },
			{
				...arrival,
				caller: defaultCaller,
				capture: "metadata",
				provider,
				method: "POST",
				path,
				requestBytes: body.length,
				labels: noLabels,
				asksCache: false,
			},
		);
		const name = request.headers.get("x-call") ?? "";
		const choice = chooseTargets(choosable, { model: "m", modelIsRoute: false, tags: [] }, breakers, random);
		const sent = await sendToFirst(
			{
				choice,
				policy,
				callerSignal: request.signal,
				finishesWithoutCaller: ({ target }) => ruleOf(target.provider) === "drain",
				reaches: ({ target }, withinMs) => reach(new URL(urls[target.provider] ?? ""), withinMs),
				send: ({ target }, signal) =>
					fetch(`${urls[target.provider]}/chat`, {
						method: "POST",
						body,
						headers: { "x-call": name },
						signal,
					}),
			},
			{ breakers, clock, wallClock, random },
		);
		attempts.set(name, sent.attempts);
		if (sent.outcome === "answered") return relay(sent, call);
		call.end({ status: sent.outcome === "caller_left" ? "client_closed" : "error", httpStatus: null });
		return new Response(null, { status: sent.outcome === "caller_left" ? 499 : 502 });
	}

	function relay(sent: Answered, call: Call): Response {
		const { source, response } = sent;
		let passed = 0;
		let isOver = false;
		const finish = (status: "ok" | "error" | "client_closed", error?: Parameters<Answered["end"]>[0]["error"]) => {
			sent.end({ error });
			call.end({ status, httpStatus: response.status, responseBytes: passed });
		};
		const leave = () => {
			if (source === undefined) return finish("client_closed", "caller_left");
			const reader = {
				pass(chunk: Uint8Array) {
					passed += chunk.length;
				},
				end: () => passed,
			};
			const rule = ruleOf(sent.target.target.provider);
			const bounds = { maxMs: 300, maxBytes: 1e6 };
			const settle = () => finish("client_closed", "caller_left");
			return void afterCallerLeft(source, reader, { rule, bounds, clock, places, settle });
		};
		if (sent.callerLeft || source === undefined) {
			if (sent.callerLeft) leave();
			else finish("ok");
			return new Response(null, { status: response.status });
		}
		const stream = new ReadableStream<Uint8Array>({
			async pull(controller) {
				try {
					const { done, value } = await source.read();
					if (value !== undefined) passed += value.length;
					// Whoever drains after the caller has left ends the call.
					if (isOver) return;
					if (!done && value !== undefined) return controller.enqueue(value);
					finish(response.ok ? "ok" : "error");
					controller.close();
				} catch {
					if (isOver) return;
					finish("error", sent.failure());
					controller.error();
				}
			},
			cancel() {
				isOver = true;
				leave();
			},
		});
		return new Response(stream, { status: response.status });
	}

	const server = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: handle });
	return { url: server.url.href, started, ended, attempts, breakers, close: () => server.stop(true) };
}
