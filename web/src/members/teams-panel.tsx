import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Member, Project, Team } from "../api/model";
import { Button } from "../controls/button";
import { useSession } from "../session/session";

interface TeamsPanelProps {
	teams: readonly Team[];
	members: readonly Member[];
	projects: readonly Project[];
	/** Does something to teams, and looks at them again. */
	onAct(act: () => Promise<unknown>): Promise<void>;
	onDelete(team: Team): void;
}

/** The organization's teams: who is in each, and which projects are theirs. */
export function TeamsPanel(props: TeamsPanelProps) {
	const { may } = useSession();
	return (
		<section aria-labelledby="teams" class="mt-8">
			<h2 id="teams" class="mb-1 text-base font-semibold">
				Teams
			</h2>
			<p class="mb-3 text-soft">Named groups of members. They say who works on what, and limit nobody.</p>
			<Show when={may("teams.manage")}>
				<NewTeam onAct={props.onAct} />
			</Show>
			<Show
				when={props.teams.length > 0}
				fallback={<p class="panel px-5 py-6 text-center text-soft">There are no teams.</p>}
			>
				<ul class="panel divide-y divide-line">
					<For each={props.teams}>{(team) => <TeamRow {...props} team={team} mayManage={may("teams.manage")} />}</For>
				</ul>
			</Show>
		</section>
	);
}

function NewTeam(props: Pick<TeamsPanelProps, "onAct">) {
	const [name, setName] = createSignal("");
	const [failure, setFailure] = createSignal<string>();

	async function create(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setFailure(undefined);
		await props.onAct(async () => {
			try {
				await dataOf(api.teams.post({ name: name().trim() }));
				setName("");
			} catch (reason) {
				if (!(reason instanceof ApiFailure) || reason.status !== 409) throw reason;
				setFailure(reason.detail);
			}
		});
	}

	return (
		<form class="mb-3 flex flex-wrap items-center gap-2" onSubmit={create}>
			<label>
				<span class="sr-only">Name of the new team</span>
				<input
					class="field"
					required
					maxLength={80}
					pattern=".*\S.*"
					placeholder="Name of the new team"
					autocomplete="off"
					value={name()}
					onInput={(event) => setName(event.currentTarget.value)}
				/>
			</label>
			<Button type="submit">Create team</Button>
			<Show when={failure()}>
				{(text) => (
					<span role="alert" class="text-danger">
						{text()}
					</span>
				)}
			</Show>
		</form>
	);
}

/** The projects that are a team's, and a way to give it another one. */
function TeamProjects(props: TeamsPanelProps & { team: Team }) {
	const { may, updateProject } = useSession();
	const own = () => props.projects.filter(({ id }) => props.team.projects.includes(id));
	const others = () => props.projects.filter(({ id }) => !props.team.projects.includes(id));
	const give = (id: string, teamId: string | null) =>
		props.onAct(async () => updateProject(await dataOf(api.projects({ id }).patch({ teamId }))));
	return (
		<div class="mt-1 flex flex-wrap items-center gap-2">
			<span class="text-soft">Projects:</span>
			<For each={own()} fallback={<span class="text-soft">none</span>}>
				{(project) => (
					<span class="flex items-center gap-1 wrap-anywhere">
						{project.name}
						<Show when={may("projects.manage")}>
							<button
								type="button"
								class="rounded-md px-2 py-1 text-soft hover:text-ink"
								aria-label={`Take the project ${project.name} from ${props.team.name}`}
								onClick={() => void give(project.id, null)}
							>
								×
							</button>
						</Show>
					</span>
				)}
			</For>
			<Show when={may("projects.manage") && others().length > 0}>
				<label>
					<span class="sr-only">Give a project to {props.team.name}</span>
					<select
						class="field"
						onChange={(event) => {
							const projectId = event.currentTarget.value;
							event.currentTarget.value = "";
							if (projectId) void give(projectId, props.team.id);
						}}
					>
						<option value="">Add a project…</option>
						<For each={others()}>{(project) => <option value={project.id}>{project.name}</option>}</For>
					</select>
				</label>
			</Show>
		</div>
	);
}

function TeamRow(props: TeamsPanelProps & { team: Team; mayManage: boolean }) {
	const inside = () => props.members.filter(({ id }) => props.team.members.includes(id));
	const outside = () => props.members.filter(({ id }) => !props.team.members.includes(id));
	const place = (memberId: string) => api.teams({ id: props.team.id }).members({ memberId });
	return (
		<li class="px-5 py-4">
			<div class="flex flex-wrap items-center justify-between gap-2">
				<h3 class="font-medium wrap-anywhere">{props.team.name}</h3>
				<Show when={props.mayManage}>
					<Button kind="quiet" onClick={() => props.onDelete(props.team)} aria-label={`Delete ${props.team.name}`}>
						Delete
					</Button>
				</Show>
			</div>
			<TeamProjects {...props} />
			<ul class="mt-2 flex flex-wrap items-center gap-2">
				<For each={inside()} fallback={<li class="text-soft">Nobody yet.</li>}>
					{(member) => (
						<li
							class="flex items-center gap-1 rounded-md bg-sunken ps-2.5 wrap-anywhere"
							classList={{ "py-1 pe-2.5": !props.mayManage }}
						>
							{member.email}
							<Show when={props.mayManage}>
								<button
									type="button"
									class="rounded-md px-2 py-1 text-soft hover:text-ink"
									aria-label={`Take ${member.email} out of ${props.team.name}`}
									onClick={() => void props.onAct(() => dataOf(place(member.id).delete()))}
								>
									×
								</button>
							</Show>
						</li>
					)}
				</For>
				<Show when={props.mayManage && outside().length > 0}>
					<li>
						<label>
							<span class="sr-only">Add to {props.team.name}</span>
							<select
								class="field"
								onChange={(event) => {
									const memberId = event.currentTarget.value;
									event.currentTarget.value = "";
									if (memberId) void props.onAct(() => dataOf(place(memberId).put()));
								}}
							>
								<option value="">Add a member…</option>
								<For each={outside()}>{(member) => <option value={member.id}>{member.email}</option>}</For>
							</select>
						</label>
					</li>
				</Show>
			</ul>
		</li>
	);
}
