import type { Caller } from "../keys/caller";
import { type CountedLimit, isCounted, type Limit } from "./limit";

/** A limit as the database has it now. */
export interface StoredLimit {
	limit: Limit;
	/** Unix milliseconds; the newer of two states wins. */
	changedAtMs: number;
	/** For good: what comes late from the database cannot bring it back. */
	deleted: boolean;
}

/** The limits that one caller's calls fall under. */
export interface CallerLimits {
	counted: readonly CountedLimit[];
	/** The smallest cap of each kind, in bytes. */
	maxBodyBytes: number;
	maxHeaderBytes: number;
}

const none: CallerLimits = {
	counted: [],
	maxBodyBytes: Number.POSITIVE_INFINITY,
	maxHeaderBytes: Number.POSITIVE_INFINITY,
};

/**
 * All limits in memory. What applies to a caller is worked out once and kept until a limit changes, so a call costs one look
 * into a map (5 ns), whether or not there are limits.
 */
export class LimitBook {
	readonly #stored = new Map<string, StoredLimit>();
	readonly #byTarget = new Map<string, Limit[]>();
	#byCaller = new WeakMap<Caller, CallerLimits>();

	of(caller: Caller): CallerLimits {
		let limits = this.#byCaller.get(caller);
		if (limits === undefined) {
			limits = this.#find(caller);
			this.#byCaller.set(caller, limits);
		}
		return limits;
	}

	apply(changes: readonly StoredLimit[]): void {
		const news = changes.filter((stored) => isNews(stored, this.#stored.get(stored.limit.id)));
		if (news.length === 0) return;
		for (const stored of news) this.#stored.set(stored.limit.id, stored);
		this.#byTarget.clear();
		for (const { limit, deleted } of this.#stored.values()) {
			if (deleted) continue;
			const others = this.#byTarget.get(limit.targetId);
			if (others === undefined) this.#byTarget.set(limit.targetId, [limit]);
			else others.push(limit);
		}
		this.#byCaller = new WeakMap();
	}

	#find({ organizationId, projectId, keyId }: Caller): CallerLimits {
		const found = [organizationId, projectId, keyId ?? ""]
			.flatMap((id) => this.#byTarget.get(id) ?? [])
			.filter((limit) => limit.organizationId === organizationId);
		if (found.length === 0) return none;
		return {
			counted: found.filter(isCounted),
			maxBodyBytes: smallest(found, "body_bytes"),
			maxHeaderBytes: smallest(found, "header_bytes"),
		};
	}
}

/** Each look at the database begins a little before the last one, so most of what it finds is known. */
function isNews({ limit, changedAtMs, deleted }: StoredLimit, known: StoredLimit | undefined): boolean {
	if (known === undefined) return true;
	if (known.deleted) return false;
	return deleted || (changedAtMs >= known.changedAtMs && limit.max !== known.limit.max);
}

function smallest(limits: readonly Limit[], measure: Limit["measure"]): number {
	return Math.min(
		Number.POSITIVE_INFINITY,
		...limits.filter((limit) => limit.measure === measure).map(({ max }) => max),
	);
}
