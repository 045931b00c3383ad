import { Tabs } from "@kobalte/core/tabs";
import { A } from "@solidjs/router";
import { For, type JSX, Show } from "solid-js";
import { ExtensionDownload } from "../../connect/extension-download";
import { curlSnippet, gatewayUrl, pythonSnippet, typescriptSnippet } from "../../connect/snippets";
import { CodeBlock } from "../../controls/code-block";
import { PageHeader } from "../../controls/page-header";
import { useSession } from "../../session/session";

const clients = [
	{ value: "curl", label: "curl", snippet: curlSnippet },
	{ value: "python", label: "Python", snippet: pythonSnippet },
	{ value: "typescript", label: "TypeScript", snippet: typescriptSnippet },
];

export default function Connect() {
	const { may } = useSession();
	return (
		<>
			<PageHeader title="Connect" lead="Point a client at this server; nothing else in your code changes." />
			<div class="max-w-3xl space-y-6">
				<Step title="Use the gateway as the base URL">
					<p class="mb-3 text-soft">
						It answers exactly as OpenAI does, byte for byte. Every other provider has a door of its own, which its own
						clients take as their base URL: <code class="font-mono text-[13px]">/anthropic</code>,{" "}
						<code class="font-mono text-[13px]">/gemini</code>, and so on.
						<Show when={may("providerKeys.read")}>
							{" "}
							All of them stand under{" "}
							<A class="link" href="/providers">
								Providers
							</A>
							.
						</Show>{" "}
						<code class="font-mono text-[13px]">/v1</code> takes OpenAI's format for all of them, with models named like{" "}
						<code class="font-mono text-[13px]">anthropic/claude-haiku-4-5</code>.
					</p>
					<CodeBlock code={gatewayUrl(location.origin)} what="the gateway's base URL" />
				</Step>
				<Step title="Make a call">
					<p class="mb-3 text-soft">
						Your OpenAI key goes on to OpenAI. The lens key from{" "}
						<A class="link" href="/keys">
							Keys
						</A>{" "}
						goes into <code class="font-mono text-[13px]">x-lensai-key</code> and no further. Calls from the server's
						own machine may leave it out: they belong to the first project.
					</p>
					<Tabs defaultValue="curl">
						<Tabs.List class="mb-3 flex gap-1 border-b border-line" aria-label="Client">
							<For each={clients}>
								{(client) => (
									<Tabs.Trigger
										value={client.value}
										class="-mb-px border-b-2 border-transparent px-2.5 py-2 text-soft hover:text-ink data-selected:border-accent data-selected:font-medium data-selected:text-ink"
									>
										{client.label}
									</Tabs.Trigger>
								)}
							</For>
						</Tabs.List>
						<For each={clients}>
							{(client) => (
								<Tabs.Content value={client.value}>
									<CodeBlock code={client.snippet(location.origin, true)} what={`${client.label} example`} />
								</Tabs.Content>
							)}
						</For>
					</Tabs>
				</Step>
				<Step title="See it in VS Code">
					<p class="mb-3 text-soft">
						The extension shows what the last call cost and how long it took, in the status bar.
					</p>
					<ol class="mb-4 list-decimal space-y-1 ps-5">
						<li>
							<ExtensionDownload />
						</li>
						<li>
							In VS Code, open the command palette and run <em>Extensions: Install from VSIX…</em>
						</li>
						<li>
							Run <em>LensAI: Connect</em> with this server's address and a lens key
						</li>
					</ol>
					<CodeBlock code="code --install-extension lensai.vsix" what="the command that installs the extension" />
				</Step>
			</div>
		</>
	);
}

function Step(props: { title: string; children: JSX.Element }) {
	return (
		<section class="panel px-6 py-5">
			<h2 class="mb-1 text-base font-semibold">{props.title}</h2>
			{props.children}
		</section>
	);
}
