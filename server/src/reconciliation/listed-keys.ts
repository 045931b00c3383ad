import { type Listing, readPages, textIn } from "./pages";
import { type ListedKey, type ReportClient, ReportFailure } from "./report";

/**
 * A provider's API keys by id, from several lists. `hint`: the member that shows a part of the secret. Undefined when the admin key
 * may read reports and no more: then what it can be told by is missing, and nothing else.
 */
export async function readListedKeys(
	client: ReportClient,
	listings: readonly Listing[],
	hint: string,
): Promise<Map<string, ListedKey> | undefined> {
	const keys = new Map<string, ListedKey>();
	try {
		for (const listing of listings) {
			for (const key of await readPages(client, listing)) {
				const id = textIn(key, "id");
				if (id !== undefined) keys.set(id, { name: textIn(key, "name") ?? id, ending: endingOf(textIn(key, hint)) });
			}
		}
	} catch (error) {
		if (error instanceof ReportFailure && ["not_admin_key", "unreadable"].includes(error.code)) return undefined;
		throw error;
	}
	return keys;
}

/** What shows of a key's end: `def` of `sk-abc...def`, `wxyz` of `sk-****wxyz`; empty when that is too little to tell it by. */
function endingOf(redacted = ""): string {
	return /[.*…]+([\w-]{3,})$/.exec(redacted)?.[1] ?? "";
}
