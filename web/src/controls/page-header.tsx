import { Title } from "@solidjs/meta";
import { type JSX, Show } from "solid-js";

/** The heading of a page, which also names the browser tab. `aside` stands at its end. */
export function PageHeader(props: { title: string; lead?: JSX.Element; aside?: JSX.Element }) {
	return (
		<header class="mb-6 flex min-h-[54px] flex-wrap items-end justify-between gap-x-6 gap-y-3">
			<Title>{`${props.title} · LensAI`}</Title>
			<div>
				<h1 class="text-[22px] leading-8 font-semibold tracking-tight">{props.title}</h1>
				<Show when={props.lead}>
					<p class="text-soft">{props.lead}</p>
				</Show>
			</div>
			{props.aside}
		</header>
	);
}
