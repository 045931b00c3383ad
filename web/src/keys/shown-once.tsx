import type { JSX } from "solid-js";
import { Button } from "../controls/button";
import { CodeBlock } from "../controls/code-block";

/** The one time that a secret is shown. */
export function ShownOnce(props: { name: string; secret: string; note?: JSX.Element; onDone(): void }) {
	return (
		<div role="status">
			<p class="mb-2">
				<span class="font-medium">{props.name}</span> is ready. Copy it now:{" "}
				<span class="text-soft">only its fingerprint is kept, so it can't be shown again.</span> {props.note}
			</p>
			<CodeBlock code={props.secret} what="the new key" />
			<div class="mt-3">
				<Button onClick={() => props.onDone()}>I have copied it</Button>
			</div>
		</div>
	);
}
