import { CopyButton } from "./copy-button";
import { ScrollRegion } from "./scroll-region";

/** Code to copy. It scrolls sideways by itself, by keyboard too, so that the page never does. */
export function CodeBlock(props: { code: string; what: string }) {
	return (
		<div class="relative">
			<ScrollRegion
				label={props.what}
				class="overflow-x-auto rounded-lg border border-line bg-sunken px-4 py-3 font-mono max-sm:pt-13 sm:pe-28 text-[13px] leading-6"
			>
				<pre>
					<code>{props.code}</code>
				</pre>
			</ScrollRegion>
			<CopyButton text={props.code} what={props.what} class="absolute end-2 top-2" />
		</div>
	);
}
