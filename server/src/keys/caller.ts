import type { Right, Role } from "../accounts/rights";
import type { Capture } from "../journal/span";
import type { Patterns } from "./patterns";

/** Who makes a gateway call, as far as the hot path needs to know. */
export interface Caller {
	organizationId: string;
	projectId: string;
	/** Absent for a call from loopback without a lens key, which belongs to the project `default`, and for one with a token. */
	keyId?: string;
	/** The project's choice; a header may only narrow it. */
	capture: Capture;
	/** What the key or token may do. Absent for a call from loopback without one: nothing limits it. */
	grant?: Grant;
}

/** What a lens key or a token may do, resolved when it is loaded, so that a check for each call is a few comparisons. */
export interface Grant {
	/** Of the key's creator, or of the token. Undefined when the creator is no member any more: then there are no rights. */
	role: Role | undefined;
	rights: ReadonlySet<Right>;
	/** Unix milliseconds; `Infinity` for what does not expire. Of the old one of two secrets, when that one ends. */
	expiresAtMs: number;
	/** Ids of providers; absent is all. */
	providers?: Patterns;
	/** Names as the provider knows them; absent is all. */
	models?: Patterns;
	/** Absent is all. Calls that name none belong to the first. */
	environments?: readonly string[];
}
