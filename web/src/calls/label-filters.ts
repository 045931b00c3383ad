import type { Call } from "../api/model";
import type { CallFilter } from "./call-filter";

/** What calls can be asked for by typing a value. */
export type LabelName = "user" | "session" | "environment" | "tag" | "metadata" | "traceId" | "callSite" | "provider";

/** In the words of the page, the likeliest first. */
export const labelOptions: readonly { value: LabelName; label: string }[] = [
	{ value: "user", label: "User" },
	{ value: "session", label: "Session" },
	{ value: "environment", label: "Environment" },
	{ value: "tag", label: "Tag" },
	{ value: "metadata", label: "Metadata" },
	{ value: "traceId", label: "Trace" },
	{ value: "callSite", label: "Call site" },
	{ value: "provider", label: "Provider" },
];

/** A filter as one entry of the page: `User`, `ada@example.com`, and what takes it away. */
export interface LabelChip {
	label: string;
	value: string;
	cleared: CallFilter;
}

/** The filters that are set, in the order of `labelOptions`. */
export function chipsOf(filter: CallFilter): LabelChip[] {
	return labelOptions.flatMap(({ value: name, label }) => {
		const value = name === "metadata" ? metadataText(filter) : filter[name];
		return value === undefined ? [] : [{ label, value, cleared: withLabel(name, undefined) }];
	});
}

/** The change that asks for this value, or for any. Metadata is `key`, or `key=value`, whose value may hold a `=` too. */
export function withLabel(name: LabelName, value: string | undefined): CallFilter {
	if (name !== "metadata") return { [name]: value };
	const [, key = "", metadataValue = ""] = /^([^=]*)(?:=(.*))?$/s.exec(value ?? "") ?? [];
	const metadataKey = key.trim() || undefined;
	return { metadataKey, metadataValue: (metadataKey && metadataValue.trim()) || undefined };
}

/** Values of this label among calls, each once: what may be meant. */
export function valuesAmong(calls: readonly Call[], name: LabelName): string[] {
	const values = calls.flatMap((call) => {
		if (name === "metadata") return [];
		if (name === "tag") return call.tags;
		return call[name] ?? [];
	});
	return [...new Set(values)].sort();
}

function metadataText({ metadataKey, metadataValue }: CallFilter): string | undefined {
	return metadataKey !== undefined && metadataValue !== undefined ? `${metadataKey}=${metadataValue}` : metadataKey;
}
