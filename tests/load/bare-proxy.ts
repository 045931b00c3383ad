/**
 * What a gateway costs at the least in this runtime: parses the request, passes the answer on as it comes, and scans it for
 * usage. No keys, no prices, no journal. `bun bare-proxy.ts PORT PROVIDER_URL`
 */
const [port, provider] = process.argv.slice(2);
const decoder = new TextDecoder();

Bun.serve({
	port: Number(port),
	hostname: "127.0.0.1",
	idleTimeout: 0,
	async fetch(request) {
		const body = await request.text();
		const { model } = JSON.parse(body);
		const { pathname } = new URL(request.url);
		const upstream = await fetch(`${provider}${pathname.replace("/openai", "")}`, {
			method: "POST",
			headers: request.headers,
			body,
			signal: request.signal,
		});
		const reader = upstream.body?.getReader();
		let usage: unknown;
		let tail = "";
		const relayed = new ReadableStream({
			async pull(controller) {
				const { done, value } = (await reader?.read()) ?? { done: true };
				if (value !== undefined) {
					tail = (tail + decoder.decode(value, { stream: true })).slice(-2048);
					controller.enqueue(value);
				}
				if (!done) return;
				const found = /"usage":(\{.*?\})/.exec(tail);
				if (found?.[1] !== undefined) usage = { model, ...JSON.parse(found[1]) };
				controller.close();
			},
			cancel: () => void reader?.cancel(),
		});
		void usage;
		return new Response(relayed, { status: upstream.status, headers: upstream.headers });
	},
});
console.log("ready");
