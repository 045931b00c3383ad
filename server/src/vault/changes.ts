import type { Viewer } from "../accounts/viewer";
import type { Tx } from "../stores/postgres/open";

/** A change that somebody made, as it is to be recorded. Never holds a secret. */
export interface Change {
	action:
		| "providerKey.created"
		| "providerKey.rotated"
		| "providerKey.deleted"
		| "customProvider.created"
		| "customProvider.deleted";
	/** The row. */
	subjectId: string;
	before?: Record<string, unknown>;
	after?: Record<string, unknown>;
}

/** Records a change in the transaction that makes it, so that there is never one without the other. */
export type RecordChange = (tx: Tx, viewer: Viewer, change: Change) => Promise<void>;

/** Whether somebody may add, replace, test and delete provider keys and custom providers. Throws DomainError (403). */
export type RequireManager = (viewer: Viewer) => { id: string };
