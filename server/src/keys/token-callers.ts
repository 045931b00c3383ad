import { and, asc, eq } from "drizzle-orm";
import { rightsOf } from "../accounts/rights";
import { projects } from "../accounts/schema";
import { isToken, type TokenIdentity, type TokenVerifier } from "../accounts/token-verifier";
import { findDomainError } from "../errors";
import { defaultDeadlineMs, within } from "../stores/postgres/deadline";
import type { Db } from "../stores/postgres/open";
import type { Caller } from "./caller";
import type { KeyRing } from "./key-ring";

interface TokenCallersOptions {
	db: Db;
	tokens: TokenVerifier;
	/** Called with what failed in the background; the caller that is known stays. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon a change of the project is seen. */
	refreshMs?: number;
	patienceMs?: number;
}

interface Known {
	caller: Caller | undefined;
	readAtMs: number;
	reading: boolean;
}

/** Callers are shared by the tokens that name the same project and role; so many are kept, the oldest goes first. */
const capacity = 10_000;

/**
 * A key ring that knows tokens, too, wherever a lens key may stand. A caller that is known is given at once, and looked at again
 * in the background: while PostgreSQL is away, whoever called before calls on.
 */
export function withTokens(ring: KeyRing, options: TokenCallersOptions): KeyRing {
	const { db, tokens, onFailure, refreshMs = 5000, patienceMs = defaultDeadlineMs } = options;
	const known = new Map<string, Known>();

	async function read(identity: TokenIdentity, at: string): Promise<Caller | undefined> {
		const caller = await within(patienceMs, readCaller(db, identity));
		known.set(at, { caller, readAtMs: Date.now(), reading: false });
		const oldest = known.keys().next();
		if (known.size > capacity && !oldest.done) known.delete(oldest.value);
		return caller;
	}

	function callerOf(identity: TokenIdentity): Caller | undefined | Promise<Caller | undefined> {
		const at = `${identity.organizationId} ${identity.projectId ?? ""} ${identity.role}`;
		const held = known.get(at);
		// What was not there may have been made meanwhile.
		if (held?.caller === undefined) return read(identity, at).then((caller) => until(caller, identity), asDomainError);
		if (Date.now() - held.readAtMs > refreshMs && !held.reading) {
			held.reading = true;
			read(identity, at).catch((error) => {
				held.reading = false;
				held.readAtMs = Date.now();
				onFailure("look at the project of a token", findDomainError(error) ?? error);
			});
		}
		return until(held.caller, identity);
	}

	return {
		loopback: () => ring.loopback(),
		find(secret) {
			if (!isToken(secret)) return ring.find(secret);
			const identity = tokens.verify(secret);
			return identity instanceof Promise ? identity.then(callerOf) : callerOf(identity);
		},
	};
}

/** Without a project in the token, the organization's first one. */
async function readCaller(db: Db, identity: TokenIdentity): Promise<Caller | undefined> {
	const { organizationId, projectId, role } = identity;
	const named = projectId === undefined ? undefined : eq(projects.id, projectId);
	const [project] = await db
		.select({ id: projects.id, capture: projects.capture })
		.from(projects)
		.where(and(eq(projects.organizationId, organizationId), named))
		.orderBy(asc(projects.id))
		.limit(1);
	if (!project) return undefined;
	const grant = { role, rights: rightsOf(role), expiresAtMs: identity.expiresAtMs };
	return { organizationId, projectId: project.id, capture: project.capture, grant };
}

function until(caller: Caller | undefined, { expiresAtMs }: TokenIdentity): Caller | undefined {
	return caller?.grant && { ...caller, grant: { ...caller.grant, expiresAtMs } };
}

function asDomainError(error: unknown): never {
	throw findDomainError(error) ?? error;
}
