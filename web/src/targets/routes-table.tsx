import { For, Show } from "solid-js";
import type { Route } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { BreakerMark } from "./breaker-mark";
import { keyWords, type ProviderChoices } from "./provider-choices";

interface Actions {
	onEdit(route: Route): void;
	onDelete(route: Route): void;
}

interface RoutesTableProps {
	routes: readonly Route[];
	/** Where names come from; what is not in it is shown by its id. */
	choices: ProviderChoices;
	/** Absent for who may not change routes. */
	actions: Actions | undefined;
}

/** The routes that a project's calls can go by, each with its targets as they are now. */
export function RoutesTable(props: RoutesTableProps) {
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Routes</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Name
						</th>
						<th scope="col">Targets, in order</th>
						<th scope="col" class="max-md:hidden">
							Changed
						</th>
						<Show when={props.actions}>
							<th scope="col" class="number pe-5!">
								<span class="sr-only">Actions</span>
							</th>
						</Show>
					</tr>
				</thead>
				<tbody>
					<For each={props.routes}>
						{(route) => <RouteRow route={route} choices={props.choices} actions={props.actions} />}
					</For>
				</tbody>
			</table>
		</div>
	);
}

function RouteRow(props: { route: Route } & Pick<RoutesTableProps, "choices" | "actions">) {
	return (
		<tr>
			<th scope="row" class="ps-5! align-top! wrap-anywhere">
				<span class="font-mono text-[13px] font-medium">{props.route.name}</span>
				<span class="block text-[13px] text-soft">
					{props.route.projectId === null ? "all projects" : "this project"}
				</span>
			</th>
			<td class="align-top!">
				<ol class="space-y-1.5">
					<For each={props.route.targets}>
						{(target, index) => (
							<li>
								<TargetLine target={target} choices={props.choices} />
								<Show when={props.route.breakers[index()]}>
									{(breaker) => (
										<div>
											<BreakerMark breaker={breaker()} />
										</div>
									)}
								</Show>
							</li>
						)}
					</For>
				</ol>
			</td>
			<td class="align-top! max-md:hidden">
				<Moment at={props.route.changedAt} as="age" />
			</td>
			<Show when={props.actions}>
				{(actions) => (
					<td class="number pe-5! align-top!">
						<span class="inline-flex gap-2 max-sm:flex-col">
							<Button onClick={() => actions().onEdit(props.route)} aria-label={`Edit ${props.route.name}`}>
								Edit
							</Button>
							<Button onClick={() => actions().onDelete(props.route)} aria-label={`Delete ${props.route.name}`}>
								Delete
							</Button>
						</span>
					</td>
				)}
			</Show>
		</tr>
	);
}

function TargetLine(props: { target: Route["targets"][number]; choices: ProviderChoices }) {
	const words = () => {
		const { provider, model, region, providerKeyId } = props.target;
		const key = providerKeyId !== undefined && keyWords(props.choices, providerKeyId);
		return [provider, model ?? "the caller's model", region && `in ${region}`, key].filter(Boolean).join(" · ");
	};
	const conditions = () => Object.values(props.target.when ?? {}).flat();
	return (
		<span class="wrap-anywhere">
			{words()}
			<Show when={props.target.weight !== undefined}>
				<span class="text-soft"> · weight {props.target.weight}</span>
			</Show>
			<Show when={conditions().length > 0}>
				<span class="text-soft"> · only {conditions().join(", ")}</span>
			</Show>
		</span>
	);
}
