import { onCleanup, onMount } from "solid-js";

/** How long a `g` waits for the key that follows it. */
const waitMs = 1_200;

/** Lets `g` and then a page's letter lead to that page, but not while somebody types or holds a modifier. */
export function followShortcuts(
	pages: readonly { shortcut: string; path: string }[],
	go: (path: string) => void,
): void {
	let pressedAt = Number.NEGATIVE_INFINITY;
	function onKeyDown(event: KeyboardEvent): void {
		if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
		const page = pages.find((candidate) => candidate.shortcut === event.key);
		if (page && event.timeStamp - pressedAt < waitMs) go(page.path);
		pressedAt = event.key === "g" ? event.timeStamp : Number.NEGATIVE_INFINITY;
	}
	onMount(() => document.addEventListener("keydown", onKeyDown));
	onCleanup(() => document.removeEventListener("keydown", onKeyDown));
}

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
	);
}
