import type { JSX } from "solid-js";

/** A named part of the page that scrolls by itself, and can be reached by keyboard for that. */
export function ScrollRegion(props: { label: string; class?: string; children: JSX.Element }) {
	return (
		<section tabindex="0" aria-label={props.label} class={props.class}>
			{props.children}
		</section>
	);
}
