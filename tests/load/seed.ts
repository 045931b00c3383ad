import { join } from "node:path";
import { startSeedUpstream } from "./seed-upstream";

/**
 * `bun run seed [CALLS]`: some hundred calls through the gateway, so that there is something to look at. They are answered by a
 * provider on this machine and cost nothing. Without a running server it starts one for as long as it takes; a server that runs
 * already must have been started with `LENSAI_UPSTREAM_OPENAI=http://127.0.0.1:5368/v1`.
 */
const base = process.env.LENSAI_PUBLIC_URL ?? `http://localhost:${process.env.LENSAI_PORT ?? 5367}`;
const calls = Number(process.argv[2] ?? 300);
const atOnce = 8;
const models = ["gpt-4o", "gpt-4o-mini", "gpt-4o-mini", "gpt-4.1", "o4-mini", "house-model-1"];

/** The same calls every time: a linear congruential generator (Numerical Recipes). */
let state = 20261122;
function random(): number {
	state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
	return state / 2 ** 32;
}
const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;

const isUp = () =>
	fetch(`${base}/readyz`).then(
		(response) => response.ok,
		() => false,
	);

async function withServer(upstreamUrl: string, work: () => Promise<void>): Promise<void> {
	const server = Bun.spawn([process.execPath, join(import.meta.dir, "../../server/src/main.ts")], {
		env: { ...process.env, LENSAI_UPSTREAM_OPENAI: upstreamUrl, LENSAI_LOG_LEVEL: "warn" },
		stdio: ["ignore", "inherit", "inherit"],
	});
	try {
		while (server.exitCode === null && !(await isUp())) await Bun.sleep(100);
		if (server.exitCode !== null) process.exit(server.exitCode);
		await work();
	} finally {
		server.kill("SIGTERM");
		await server.exited;
	}
}

async function call(): Promise<number> {
	const stream = random() < 0.4;
	const prompt = "Tell me what this code does. ".repeat(1 + Math.floor(random() ** 3 * 300));
	const response = await fetch(`${base}/openai/v1/chat/completions`, {
		method: "POST",
		headers: { authorization: "Bearer seed", "content-type": "application/json" },
		body: JSON.stringify({ model: pick(models), stream, messages: [{ role: "user", content: prompt }] }),
	});
	await response.arrayBuffer();
	return response.status;
}

async function sendAll(): Promise<void> {
	let left = calls;
	const statuses = new Map<number, number>();
	const sender = async () => {
		while (left-- > 0) {
			const status = await call();
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		}
	};
	await Promise.all(Array.from({ length: atOnce }, sender));
	console.log(`${calls} calls sent:`, [...statuses].map(([status, count]) => `${count} × ${status}`).join(", "));
}

if (await isUp()) {
	using upstream = startSeedUpstream(5368, random);
	await fetch(`${base}/openai/v1/models`);
	if (upstream.requests() === 0) {
		console.error(
			`The server on ${base} sends its calls to a real provider. Stop it and seed again, or start it with\n  LENSAI_UPSTREAM_OPENAI=${upstream.url} npx bun run server`,
		);
		process.exit(1);
	}
	await sendAll();
} else {
	using upstream = startSeedUpstream(0, random);
	await withServer(upstream.url, sendAll);
}
