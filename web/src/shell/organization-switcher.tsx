import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { successOf } from "../api/failure";
import { useSession } from "../session/session";

/** Changes to another organization of the person's. With a single one there is nothing to choose, and nothing is shown. */
export function OrganizationSwitcher() {
	const { session } = useSession();
	const [failed, setFailed] = createSignal(false);

	async function change(organizationId: string): Promise<void> {
		try {
			await successOf(api.session.organization.post({ organizationId }));
			// Every page shows the other organization's: begin anew, on the first one.
			location.assign("/");
		} catch {
			setFailed(true);
		}
	}

	return (
		<Show when={session().organizations.length > 1}>
			<label class="mb-1.5 block max-lg:me-2 max-lg:mb-0 max-lg:inline-block lg:w-full">
				<span class="sr-only">Organization</span>
				<select
					class="field w-full max-w-44 lg:max-w-none"
					aria-invalid={failed()}
					onChange={(event) => void change(event.currentTarget.value)}
				>
					<For each={session().organizations}>
						{(option) => (
							<option value={option.id} selected={option.id === session().organization.id}>
								{option.name}
							</option>
						)}
					</For>
				</select>
			</label>
			<Show when={failed()}>
				<p role="alert" class="px-2.5 text-[13px] text-danger">
					That did not work. Try again.
				</p>
			</Show>
		</Show>
	);
}
