import { findDomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { type RouteChanges, readRouteChanges } from "./route-changes";
import { type HeldRoute, type RouteRow, RouteTable } from "./route-table";

/** What the gateway asks of the routes. */
export interface RouteRing {
	/** The route of this name that serves a caller's project; at once, whatever the state of the database. */
	find(caller: { organizationId: string; projectId: string }, name: string): HeldRoute | undefined;
	/** All that serve a caller's project, one for each name. */
	list(caller: { organizationId: string; projectId: string }): HeldRoute[];
	/** Whether any route serves a caller's project. */
	serves(caller: { organizationId: string; projectId: string }): boolean;
}

/** The ring as the rest of the server sees it: what is changed here takes effect here at once. */
export interface OwnRouteRing extends RouteRing {
	changed(route: RouteRow): void;
	deleted(id: string): void;
	close(): void;
}

interface RouteRingOptions {
	db: Db;
	/** Called with what failed in the background; it is tried again. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon another process's changes are seen here. */
	refreshMs?: number;
}

/** Reads all routes and keeps up with them. Throws as the database does. */
export async function createRouteRing({ db, onFailure, refreshMs = 5000 }: RouteRingOptions): Promise<OwnRouteRing> {
	const table = new RouteTable();
	let asOf = apply(table, await readRouteChanges(db, undefined));
	let running = false;
	const timer = setInterval(async () => {
		// A database that hangs gets one question, not one more every five seconds.
		if (running) return;
		running = true;
		try {
			asOf = apply(table, await readRouteChanges(db, asOf));
		} catch (error) {
			onFailure("refresh the routes", findDomainError(error) ?? error);
		} finally {
			running = false;
		}
	}, refreshMs);
	timer.unref();
	return {
		find: (caller, name) => table.find(caller, name),
		list: (caller) => table.list(caller),
		serves: (caller) => table.serves(caller),
		changed: (route) => table.put(route),
		deleted: (id) => table.remove(id),
		close: () => clearInterval(timer),
	};
}

function apply(table: RouteTable, { asOf, current, deletedIds }: RouteChanges): Date {
	for (const id of deletedIds) table.remove(id);
	for (const row of current) table.put(row);
	return asOf;
}
