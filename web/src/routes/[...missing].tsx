import { Title } from "@solidjs/meta";
import { A } from "@solidjs/router";

export default function Missing() {
	return (
		<main class="grid min-h-dvh content-center justify-center p-6 text-center">
			<Title>Not found · LensAI</Title>
			<h1 class="text-[22px] font-semibold tracking-tight">There is no such page</h1>
			<p class="mb-4 text-soft">The address may be mistyped, or what it led to is gone.</p>
			<p>
				<A class="link" href="/">
					To the overview
				</A>
			</p>
		</main>
	);
}
