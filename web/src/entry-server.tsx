import { createHandler, StartServer } from "@solidjs/start/server";
import { themeBootScript } from "./shell/theme";

/** The one page of the dashboard, rendered at build time. Its inline script runs before the first paint. */
export default createHandler(() => (
	<StartServer
		document={({ assets, scripts }) => (
			<html lang="en">
				<head>
					<meta charset="utf-8" />
					<meta name="viewport" content="width=device-width, initial-scale=1" />
					<meta name="description" content="What every LLM call costs, how long it took, and what was said." />
					<meta name="color-scheme" content="light dark" />
					<link rel="icon" type="image/svg+xml" href="/favicon.svg" />
					<script innerHTML={themeBootScript} />
					{assets}
				</head>
				<body>
					<noscript>The LensAI dashboard needs JavaScript.</noscript>
					<div id="app" />
					{scripts}
				</body>
			</html>
		)}
	/>
));
