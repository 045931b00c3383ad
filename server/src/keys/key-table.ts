import type { Capture } from "../journal/span";
import type { Caller } from "./caller";

/** An active key, as the database has it. */
export interface ActiveKey {
	id: string;
	/** The newest first; two while a rotation is under way. */
	secrets: readonly LiveSecret[];
	caller: Caller;
	/** Unix milliseconds; of two states of a key, and of its project, the newer one wins. */
	keyChangedAtMs: number;
	projectChangedAtMs: number;
}

interface LiveSecret {
	hash: string;
	/** Unix milliseconds; `Infinity` until it is retired. */
	untilMs: number;
}

/** A secret that works, and whose it is: of two secrets of one key, each has its own end. */
export interface HeldSecret {
	keyId: string;
	caller: Caller;
	/** Known once it has been used here. */
	secret?: string;
}

/**
 * The active keys in memory, found by the secret itself after its first use here. Nothing in it hashes or waits: a hit takes
 * 0.1 µs. Revocation is final, so what comes late from the database cannot bring a key back.
 */
export class KeyTable {
	readonly #bySecret = new Map<string, HeldSecret>();
	readonly #byHash = new Map<string, HeldSecret>();
	readonly #byId = new Map<string, ActiveKey>();
	readonly #revoked = new Set<string>();

	/** A secret that was used here before. */
	get(secret: string): HeldSecret | undefined {
		return this.#bySecret.get(secret);
	}

	/** A secret that is used here for the first time: from now on `get` finds it. */
	open(secret: string, hash: string): HeldSecret | undefined {
		const held = this.#byHash.get(hash);
		if (!held) return undefined;
		held.secret = secret;
		this.#bySecret.set(secret, held);
		return held;
	}

	put(key: ActiveKey): void {
		if (this.#revoked.has(key.id)) return;
		const held = this.#byId.get(key.id);
		this.#hold(held ? newer(held, key) : key, held);
	}

	revoke(id: string): void {
		this.#revoked.add(id);
		const held = this.#byId.get(id);
		if (!held) return;
		this.#byId.delete(id);
		for (const { hash } of held.secrets) this.#drop(hash);
	}

	changeProject(project: { id: string; capture: Capture; changedAtMs: number }): void {
		for (const held of this.#byId.values()) {
			if (held.caller.projectId !== project.id || held.projectChangedAtMs > project.changedAtMs) continue;
			const caller = { ...held.caller, capture: project.capture };
			this.#hold({ ...held, caller, projectChangedAtMs: project.changedAtMs }, held);
		}
	}

	#hold(key: ActiveKey, before: ActiveKey | undefined): void {
		this.#byId.set(key.id, key);
		for (const { hash, untilMs } of key.secrets) {
			const caller = endingAt(key.caller, untilMs);
			const held = this.#byHash.get(hash);
			if (held) held.caller = caller;
			else this.#byHash.set(hash, { keyId: key.id, caller });
		}
		for (const { hash } of before?.secrets ?? []) {
			if (!key.secrets.some((each) => each.hash === hash)) this.#drop(hash);
		}
	}

	#drop(hash: string): void {
		const held = this.#byHash.get(hash);
		this.#byHash.delete(hash);
		if (held?.secret !== undefined) this.#bySecret.delete(held.secret);
	}
}

/** The newer state of the key with the newer state of its project: two looks at the database may cross. */
function newer(held: ActiveKey, key: ActiveKey): ActiveKey {
	const ofKey = key.keyChangedAtMs >= held.keyChangedAtMs ? key : held;
	const ofProject = key.projectChangedAtMs >= held.projectChangedAtMs ? key : held;
	return {
		...ofKey,
		caller: { ...ofKey.caller, capture: ofProject.caller.capture },
		projectChangedAtMs: ofProject.projectChangedAtMs,
	};
}

function endingAt(caller: Caller, untilMs: number): Caller {
	const { grant } = caller;
	if (grant === undefined || untilMs >= grant.expiresAtMs) return caller;
	return { ...caller, grant: { ...grant, expiresAtMs: untilMs } };
}
