import { For, Match, Show, Switch } from "solid-js";
import type { AdminKey } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { nameOf } from "./admin-key-form";

interface AdminKeysProps {
	keys: readonly AdminKey[];
	/** Absent for who may not change them. */
	onDelete: ((key: AdminKey) => void) | undefined;
}

/** The admin keys, and what came of the last reading with each. */
export function AdminKeys(props: AdminKeysProps) {
	return (
		<ul class="panel mb-6" aria-label="Admin keys">
			<For each={props.keys}>
				{(key) => (
					<li class="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-line px-5 py-3 not-last:border-b">
						<div class="min-w-0 flex-1">
							<span class="font-medium">{nameOf(key.provider)}</span>{" "}
							<span class="font-mono text-[13px] text-soft">…{key.lastFour}</span>
							<div>
								<LastRun adminKey={key} />
							</div>
						</div>
						<Show when={props.onDelete}>
							{(onDelete) => (
								<Button onClick={() => onDelete()(key)} aria-label={`Delete the admin key of ${nameOf(key.provider)}`}>
									Delete
								</Button>
							)}
						</Show>
					</li>
				)}
			</For>
		</ul>
	);
}

function LastRun(props: { adminKey: AdminKey }) {
	const run = () => props.adminKey.lastRun;
	return (
		<Switch fallback={<span class="text-soft">Not read yet; within a minute it is.</span>}>
			<Match when={run()?.outcome === "failed"}>
				<span class="text-danger">{run()?.message}</span>
				<Show when={run()?.retryAt}>
					{(retryAt) => (
						<span class="text-soft">
							{" "}
							Not before <Moment at={retryAt()} />.
						</span>
					)}
				</Show>
			</Match>
			<Match when={run()?.outcome === "running"}>
				<span class="text-soft">Being read…</span>
			</Match>
			<Match when={run()?.outcome === "ok"}>
				<span class="text-soft">
					Read <Moment at={run()?.endedAt ?? ""} as="age" />, once a day
				</span>
			</Match>
		</Switch>
	);
}
