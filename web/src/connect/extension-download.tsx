import { createResource, Match, Switch } from "solid-js";
import { CodeBlock } from "../controls/code-block";

const path = "/downloads/lensai.vsix";

/** The packed extension to download, or, as long as nobody has packed it, the command that does. */
export function ExtensionDownload() {
	const [isPacked, { refetch }] = createResource(() => fetch(path, { method: "HEAD" }).then(({ ok }) => ok));
	return (
		<Switch fallback={<>Looking for lensai.vsix…</>}>
			<Match when={isPacked.error || isPacked.latest}>
				<a class="link" href={path} download="lensai.vsix" rel="external">
					Download lensai.vsix
				</a>
			</Match>
			<Match when={isPacked.latest === false}>
				The extension is not packed yet. Where the server runs, in the folder of its source, run this command and{" "}
				<button type="button" class="link" onClick={() => refetch()}>
					look again
				</button>
				:
				<div class="my-2">
					<CodeBlock code="npx bun run extension:package" what="the command that packs the extension" />
				</div>
			</Match>
		</Switch>
	);
}
