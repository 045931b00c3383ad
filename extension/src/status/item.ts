import * as vscode from "vscode";
import { atMostEvery } from "./pace";
import type { Status } from "./state";
import { idleAtMs, statusText } from "./text";
import { tooltip, tooltipCommands } from "./tooltip";

/** A busy server ends hundreds of calls a second; nobody reads faster than this. */
const drawEveryMs = 200;

/** The one item in the status bar. */
export interface StatusItem extends vscode.Disposable {
	show(status: Status): void;
}

/** Makes the item. `drawn` is told each status that has been drawn. */
export function createStatusItem(drawn: (status: Status) => void): StatusItem {
	const item = vscode.window.createStatusBarItem("lensai", vscode.StatusBarAlignment.Left, -10);
	item.name = "LensAI";
	let latest: Status | undefined;
	let becomesIdle: ReturnType<typeof setTimeout> | undefined;
	const pace = atMostEvery(drawEveryMs, () => {
		if (!latest) return;
		const nowMs = Date.now();
		draw(item, latest, nowMs);
		drawn(latest);
		clearTimeout(becomesIdle);
		const idleInMs = idleAtMs(latest) - nowMs;
		if (latest.link === "live" && idleInMs > 0 && Number.isFinite(idleInMs))
			becomesIdle = setTimeout(pace.run, idleInMs);
	});
	return {
		show(status) {
			latest = status;
			pace.run();
		},
		dispose() {
			pace.stop();
			clearTimeout(becomesIdle);
			item.dispose();
		},
	};
}

function draw(item: vscode.StatusBarItem, status: Status, nowMs: number): void {
	const { text, label, command } = statusText(status, nowMs);
	const markdown = new vscode.MarkdownString(tooltip(status, nowMs));
	markdown.isTrusted = { enabledCommands: tooltipCommands };
	item.text = text;
	item.tooltip = markdown;
	item.command = command;
	item.accessibilityInformation = { label, role: "button" };
	item.show();
}
