import { createEffect, createResource, onCleanup } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { Repricing } from "../api/model";
import { formatCount } from "../format/count";
import { formatSignedUsd } from "../format/money";

const askAgainMs = 1000;

/** How far a run has come that prices earlier calls again; null: none began, because another one is not done. */
export function RepricingProgress(props: { id: string | null }) {
	const [run, { refetch }] = createResource(
		() => props.id,
		(id) => dataOf(api.prices.repricings({ id }).get()),
	);
	createEffect(() => {
		if (run.error !== undefined || run()?.endedAt !== null) return;
		const timer = setTimeout(refetch, askAgainMs);
		onCleanup(() => clearTimeout(timer));
	});
	return <>{words(props.id, run.error === undefined ? run.latest : undefined)}</>;
}

function words(id: string | null, run: Repricing | undefined): string {
	if (id === null) return "Earlier calls are not priced again now: another run is not done yet. Save again once it is.";
	if (run === undefined) return "Earlier calls are priced again.";
	const { state, calls, adjusted, differencePicoUsd, problem } = run;
	const done = `${formatCount(calls)} looked at, ${formatCount(adjusted)} adjusted, ${formatSignedUsd(BigInt(differencePicoUsd))}`;
	if (state === "done") return `Earlier calls were priced again: ${done}.`;
	if (state === "cancelled") return `Pricing earlier calls again was cancelled: ${done}.`;
	if (calls === 0)
		return `Earlier calls are priced again in a few seconds, when all of them are stored.${problem === null ? "" : ` ${problem}`}`;
	return `Earlier calls are priced again: ${done} so far.${problem === null ? "" : ` ${problem}`}`;
}
