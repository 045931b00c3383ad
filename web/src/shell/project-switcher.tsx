import { For, Show } from "solid-js";
import { useSession } from "../session/session";

/** Chooses the project that all pages show. With a single project there is nothing to choose, only its name. */
export function ProjectSwitcher() {
	const { session, project, selectProject } = useSession();
	return (
		<Show
			when={session().projects.length > 1}
			fallback={<p class="truncate px-2.5 text-soft max-lg:hidden">{project().name}</p>}
		>
			<label class="block lg:w-full">
				<span class="sr-only">Project</span>
				<select
					class="field w-full max-w-44 lg:max-w-none"
					onChange={(event) => selectProject(event.currentTarget.value)}
				>
					<For each={session().projects}>
						{(option) => (
							<option value={option.id} selected={option.id === project().id}>
								{option.name}
							</option>
						)}
					</For>
				</select>
			</label>
		</Show>
	);
}
