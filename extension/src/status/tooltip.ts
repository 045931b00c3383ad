import type { Call } from "@lensai/server/traces/model";
import { formatCost, formatUsd } from "./money";
import { endedAtMs, type Status } from "./state";
import { linkWords } from "./text";
import { formatDuration, formatMoment } from "./time";
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

type Row = [name: string, value: string];

function todayRows(today: Today): Row[] {
	return [
		["**Today**", ""],
		["Spend", spendWords(today)],
		["Calls", String(today.calls)],
		["Errors", String(today.errors)],
		["Unpriced", String(today.unpricedCalls)],
	];
}

/** A lower bound (`≥`) as long as some calls are unpriced; not known, rather than `$0.00`, when no call is priced. */
function spendWords({ pricedCalls, unpricedCalls, costPicoUsd }: Today): string {
	if (pricedCalls === 0) return unpricedCalls > 0 ? "unpriced" : "—";
	return `${unpricedCalls > 0 ? "≥" : ""}${formatUsd(costPicoUsd)}`;
}

function callRows(call: Call, nowMs: number): Row[] {
	return [
		["**Last call**", formatMoment(endedAtMs(call), nowMs)],
		["Model", call.responseModel ?? call.model ?? "not known"],
		["Status", callStatus(call)],
		["Cost", costWords(call)],
		["Latency", latencyWords(call)],
		["Tokens", `${call.inputTokens ?? "?"} in, ${call.outputTokens ?? "?"} out`],
	];
}

function callStatus(call: Call): string {
	const words = { ok: "ok", error: "error", client_closed: "the caller left", interrupted: "interrupted" }[call.status];
	return [words, call.httpStatus, call.errorType].filter((part) => part !== null).join(" · ");
}

function costWords(call: Call): string {
	const why = {
		priced: "",
		estimated: " (estimated: its own rates may be others)",
		partial: " (at least: part of it has no known price)",
		unpriced: " (no price or no usage is known)",
	}[call.costState];
	return formatCost(call) + why;
}

function latencyWords({ durationMs, firstByteMs }: Call): string {
	if (durationMs === null) return "not known";
	const first = firstByteMs === null ? "" : `, first byte ${formatDuration(firstByteMs)}`;
	return formatDuration(durationMs) + first;
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
