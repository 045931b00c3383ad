import { findDomainError } from "../errors";

interface Refreshed {
	refresh(): Promise<void>;
}

interface KeepingUp {
	cabinet: Refreshed;
	customTable: Refreshed;
	onFailure: (what: string, error: unknown) => void;
	/** How soon another server's changes are seen here. */
	everyMs?: number;
}

/** Keeps what the gateway knows of providers and their keys up with the database, until the returned function is called. */
export function keepUp({ cabinet, customTable, onFailure, everyMs = 5000 }: KeepingUp): () => void {
	let running = false;
	const timer = setInterval(async () => {
		// A database that hangs is not asked again before it has answered.
		if (running) return;
		running = true;
		await attempt("refresh the provider keys", cabinet);
		await attempt("refresh the custom providers", customTable);
		running = false;
	}, everyMs);
	timer.unref();

	/** Without the statement that failed, which holds parameters. */
	async function attempt(what: string, refreshed: Refreshed): Promise<void> {
		await refreshed.refresh().catch((error) => onFailure(what, findDomainError(error) ?? error));
	}
	return () => clearInterval(timer);
}
