import type { LensKey, Scope } from "../api/model";

/** What a form asks of a key, as it is typed. */
export interface KeyDraft {
	name: string;
	scopes: readonly Scope[];
	/** Separated by commas or blanks; empty is all. */
	providers: string;
	models: string;
	environments: string;
	/** `2026-12-31`, the last day; empty is never. */
	lastDay: string;
}

/** What each scope is for, in the order in which they are offered. */
export const scopeOptions: readonly { value: Scope; label: string; meaning: string }[] = [
	{ value: "gateway", label: "Make calls", meaning: "all that an application needs" },
	{ value: "read", label: "Read calls and costs", meaning: "for the editor and for scripts" },
	{ value: "payloads", label: "Read what was said", meaning: "prompts and answers" },
	{ value: "manage", label: "Manage the project", meaning: "routes, limits, capture; never keys or members" },
];

/** `make calls, read what was said`, in the order in which they are offered. */
export function scopeWords(scopes: readonly Scope[]): string {
	const labels = scopeOptions.filter(({ value }) => scopes.includes(value)).map(({ label }) => label.toLowerCase());
	return labels.length > 0 ? labels.join(", ") : "nothing";
}

export const emptyDraft: KeyDraft = {
	name: "",
	scopes: ["gateway", "read", "payloads"],
	providers: "",
	models: "",
	environments: "",
	lastDay: "",
};

/** A key as the form shows it. */
export function draftOf(key: LensKey): KeyDraft {
	return {
		name: key.name,
		scopes: key.scopes,
		providers: (key.providers ?? []).join(", "),
		models: (key.models ?? []).join(", "),
		environments: (key.environments ?? []).join(", "),
		lastDay: key.expiresAt === null ? "" : dayOf(new Date(key.expiresAt)),
	};
}

/** What the API is asked. A key ends with its last day, in local time; one whose day was left alone keeps its very moment. */
export function wantedOf(draft: KeyDraft, before?: LensKey) {
	const isSameDay = before !== undefined && draft.lastDay === draftOf(before).lastDay;
	return {
		name: draft.name.trim(),
		scopes: [...draft.scopes],
		providers: listOf(draft.providers),
		models: listOf(draft.models),
		environments: listOf(draft.environments),
		expiresAt: isSameDay ? before.expiresAt : endOf(draft.lastDay),
	};
}

/** `"gpt-4o*, o3"` → `["gpt-4o*", "o3"]`; nothing is `null`, which limits nothing. */
export function listOf(text: string): string[] | null {
	const names = [...new Set(text.split(/[\s,]+/).filter((name) => name !== ""))];
	return names.length > 0 ? names : null;
}

/** What a key may use, for its row: `gpt-4o*, o3 · prod`; undefined when nothing limits it. */
export function limitsOf({ providers, models, environments }: LensKey): string | undefined {
	const parts = [providers, models, environments].flatMap((list) => (list === null ? [] : [list.join(", ")]));
	return parts.length > 0 ? parts.join(" · ") : undefined;
}

function endOf(day: string): string | null {
	if (day === "") return null;
	const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
	return new Date(year, month - 1, date, 23, 59, 59, 999).toISOString();
}

function dayOf(moment: Date): string {
	const two = (number: number) => String(number).padStart(2, "0");
	return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
