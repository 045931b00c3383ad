import { createSignal, onCleanup } from "solid-js";
import { Button } from "./button";

const shownForMs = 2_000;

/** Copies `text` and says so, to the eye and to a screen reader. `what` names it: "Copy" alone says too little. */
export function CopyButton(props: { text: string; what: string; class?: string }) {
	const [outcome, setOutcome] = createSignal<"idle" | "copied" | "refused">("idle");
	let timer: ReturnType<typeof setTimeout> | undefined;
	onCleanup(() => clearTimeout(timer));

	async function copy(): Promise<void> {
		const copied = await writeClipboard(props.text);
		setOutcome(copied ? "copied" : "refused");
		clearTimeout(timer);
		timer = setTimeout(() => setOutcome("idle"), shownForMs);
	}

	const label = () => ({ idle: "Copy", copied: "Copied", refused: "Select it by hand" })[outcome()];
	return (
		<Button onClick={copy} aria-label={`${label()}: ${props.what}`} class={props.class}>
			<span aria-live="polite">{label()}</span>
		</Button>
	);
}

/** Whether the browser let us write; plain http on another host has no clipboard at all. */
async function writeClipboard(text: string): Promise<boolean> {
	if (!navigator.clipboard) return false;
	return navigator.clipboard.writeText(text).then(
		() => true,
		() => false,
	);
}
