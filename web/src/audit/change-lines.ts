import type { AuditEntry } from "../api/model";

/** One member that differs, as it was and as it is; undefined on the side where there was nothing. */
export interface ChangeLine {
	name: string;
	before?: string;
	after?: string;
}

/** `key.created` → "key created", `key.secretRetired` → "key secret retired". */
export function readAction(action: string): string {
	return action.replace(".", " ").replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What an entry tells, member by member. What was nothing and is nothing is left out. */
export function changeLines({ before, after }: Pick<AuditEntry, "before" | "after">): ChangeLine[] {
	const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
	return names.flatMap((name) => {
		const [was, is] = [before?.[name] ?? null, after?.[name] ?? null];
		if (was === null && is === null) return [];
		return [{ name, ...(before && { before: readValue(was) }), ...(after && { after: readValue(is) }) }];
	});
}

function readValue(value: unknown): string {
	if (value === null) return "none";
	if (Array.isArray(value))
		return value.length > 0 ? value.map(readItem).join(value.some(isParts) ? "; " : ", ") : "none";
	return isParts(value) ? readParts(value) : String(value);
}

type Parts = Record<string, unknown>;

function isParts(value: unknown): value is Parts {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `{ provider: "openai", when: { tags: ["a"] } }` → `provider openai, when (tags a)` */
function readParts(parts: Parts): string {
	return Object.entries(parts)
		.map(([name, value]) => `${name} ${isParts(value) ? `(${readParts(value)})` : readValue(value)}`)
		.join(", ");
}

function readItem(item: unknown): string {
	return isParts(item) ? readParts(item) : readValue(item);
}
