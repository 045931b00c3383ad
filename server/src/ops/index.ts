import { Elysia } from "elysia";

/** Resolves when the store answers, rejects with the reason when it does not. */
export type Probe = () => Promise<void>;

/** `GET /healthz`: this process is alive. `GET /readyz`: each store by name, 503 when one does not answer. */
export function ops({ probes }: { probes: Readonly<Record<string, Probe>> }) {
	return new Elysia({ name: "ops" })
		.get("/healthz", () => ({ status: "ok" as const }), { detail: { summary: "The process is alive" } })
		.get(
			"/readyz",
			async ({ status }) => {
				const names = Object.keys(probes);
				const results = await Promise.allSettled(Object.values(probes).map((probe) => probe()));
				const stores = Object.fromEntries(
					results.map((result, index) => [
						names[index],
						result.status === "fulfilled" ? "ok" : reasonOf(result.reason),
					]),
				);
				const ready = results.every((result) => result.status === "fulfilled");
				return status(ready ? 200 : 503, { status: ready ? ("ok" as const) : ("unavailable" as const), stores });
			},
			{ detail: { summary: "Each store, by name" } },
		);
}

function reasonOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
