import { callRows, type Row } from "./call-rows";
import { formatSpend } from "./money";
import type { Status } from "./state";
import { linkWords } from "./text";
import type { Today } from "./today";

/** The commands that the tooltip links to: all that its Markdown is trusted with. */
export const tooltipCommands = [
	"lensai.connect",
	"lensai.disconnect",
	"lensai.openDashboard",
	"lensai.openLastCall",
] as const;

type TooltipCommand = (typeof tooltipCommands)[number];

/** The item's tooltip as Markdown. Every word that comes from a server or a model name is escaped. */
export function tooltip(status: Status, nowMs: number): string {
	const parts = [heading(status, nowMs)];
	if (status.link === "signedOut") parts.push("Follow your LLM calls: what they cost and how long they take.");
	if (status.link === "refused") parts.push("The server does not accept the key. It may have been revoked.");
	if (status.link === "gone") parts.push(goneNotice(status));
	parts.push(...figures(status, nowMs));
	parts.push(links(status));
	return parts.join("\n\n");
}

function heading(status: Status, nowMs: number): string {
	const place = status.project ?? new URL(status.serverUrl).host;
	return `**LensAI** · ${escapeMarkdown(place)} · ${linkWords(status, nowMs)}`;
}

function goneNotice({ serverUrl, reason, lastCall }: Status): string {
	const kept = lastCall ? " The figures are the last ones known." : "";
	return `No answer from ${escapeMarkdown(serverUrl)}${reason ? `: ${escapeMarkdown(reason)}` : ""}.${kept}`;
}

/** One table, so that its columns stand in line: the last call, then today. */
function figures({ lastCall, today }: Status, nowMs: number): string[] {
	const rows = [...(lastCall ? callRows(lastCall, nowMs) : []), ...(today ? todayRows(today) : [])];
	const [head, ...rest] = rows.map(([name, value]) => `| ${name} | ${escapeMarkdown(value)} |`);
	return head ? [[head, "|:--|:--|", ...rest].join("\n")] : [];
}

function todayRows(today: Today): Row[] {
	return [
		["**Today**", ""],
		["Spend", formatSpend(today)],
		["Calls", String(today.calls)],
		["Errors", String(today.errors)],
		["Unpriced", String(today.unpricedCalls)],
		...countRow("Partial", today.partialCalls),
		...countRow("Estimated", today.estimatedCalls),
	];
}

/** Only where there are some. */
function countRow(name: string, count: number): Row[] {
	return count > 0 ? [[name, String(count)]] : [];
}

function links(status: Status): string {
	const link = (title: string, command: TooltipCommand) => `[${title}](command:${command})`;
	const dashboard = link("Dashboard", "lensai.openDashboard");
	if (status.link === "signedOut") return [link("Connect", "lensai.connect"), dashboard].join(" · ");
	const last = status.lastCall ? [link("Open last call", "lensai.openLastCall")] : [];
	const rest = status.link === "refused" ? link("Connect", "lensai.connect") : link("Disconnect", "lensai.disconnect");
	return [...last, dashboard, rest].join(" · ");
}

/** Takes the meaning from all that Markdown, its tables and its HTML would read as more than text. */
export function escapeMarkdown(text: string): string {
	return text
		.replace(/\s+/g, " ")
		.replace(/[\\`*_{}[\]()#+\-!|~$:]/g, "\\$&")
		.replace(/</g, "&lt;");
}
