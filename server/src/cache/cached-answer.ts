import type { CostState } from "../pricing/cost";

/** Whose an entry is. Nobody else can read it. */
export interface CacheScope {
	organizationId: string;
	projectId: string;
}

/** One whole answer, as its caller got it. */
export interface CachedAnswer extends CacheScope {
	/** The call that was answered by the provider. */
	callId: string;
	/** Unix milliseconds. */
	storedAtMs: number;
	expiresAtMs: number;
	status: number;
	/** Without those that were about that one call. */
	headers: readonly (readonly [name: string, value: string])[];
	/** The body in the pieces in which it came. Never written to again. */
	chunks: readonly Uint8Array[];
	/** It came as server-sent events. */
	stream: boolean;
	/** As the provider answered. */
	responseModel: string | null;
	/** What the call had cost: what each replay saves. */
	costState: CostState;
	/** Decimal string of integer pico-USD; null when unknown. */
	costPicoUsd: string | null;
}

/** Keeps answers for a while. A store that is away keeps nothing and finds nothing; it never fails a call. */
export interface CacheStore {
	/** The answer under this key, if it belongs to this scope and has not expired. */
	get(key: string, scope: CacheScope): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
	put(key: string, answer: CachedAnswer): void | Promise<void>;
	close(): Promise<void>;
}

/** A larger answer is not kept. */
export const maxAnswerBytes = 8 * 1024 * 1024;

export function belongsTo(answer: CacheScope, { organizationId, projectId }: CacheScope): boolean {
	return answer.organizationId === organizationId && answer.projectId === projectId;
}
