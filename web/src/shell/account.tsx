import { useNavigate } from "@solidjs/router";
import { Show } from "solid-js";
import { useSession } from "../session/session";
import { signOut } from "../session/sign-in";

/** Who is signed in, and the way out. */
export function Account() {
	const { session } = useSession();
	const navigate = useNavigate();
	async function leave(): Promise<void> {
		await signOut();
		navigate("/sign-in");
	}
	return (
		<>
			<Show when={session().user}>
				{(user) => (
					<span class="w-full truncate px-2.5 pb-1 text-[13px] text-soft max-md:hidden" title={user().email}>
						{user().email}
					</span>
				)}
			</Show>
			<button
				type="button"
				onClick={leave}
				class="rounded-md px-2.5 py-1.5 text-[13px] whitespace-nowrap text-soft hover:bg-sunken hover:text-ink"
			>
				Sign out
			</button>
		</>
	);
}
