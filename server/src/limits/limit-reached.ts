import { DomainError } from "../errors";
import type { Standing } from "./limit";

/** A call that a limit refuses, before it is sent: 429. Rendered by the dialect, with the headers of `limitHeaders`. */
export class LimitReached extends DomainError {
	/** Milliseconds until it is worth trying again; undefined when it never is. */
	readonly waitMs: number | undefined;

	constructor(
		/** Of all limits that the call falls under, those with room included. */
		readonly standings: readonly Standing[],
	) {
		super(...described(standings));
		this.waitMs = waitOf(standings);
	}
}

/** A single request that is larger than a limit allows: 413 for its body, 431 for its headers. */
export class RequestTooLarge extends DomainError {
	constructor(what: "body" | "headers", { bytes, max }: { bytes: number; max: number }) {
		super(
			what === "body" ? "body_over_limit" : "headers_over_limit",
			what === "body" ? 413 : 431,
			`The request's ${what} ${what === "body" ? "has" : "have"} ${bytes} bytes; a limit of this organization allows ${max}.`,
		);
	}
}

type Description = [code: string, status: number, detail: string];

const nouns = { requests: "requests per minute", tokens: "tokens per minute", streams: "streams at one time" } as const;
const owners = { organization: "of the organization", project: "of the project", key: "of this lens key" } as const;

function described(standings: readonly Standing[]): Description {
	const never = standings.find(({ waitMs }) => waitMs === undefined);
	if (never !== undefined) {
		return [
			"request_over_limit",
			429,
			`This call alone needs more tokens than the limit ${ofWhom(never)} allows: ${never.limit.max} ${nouns[never.limit.measure]}. Make it shorter, or lower max_tokens.`,
		];
	}
	const longest = standings.reduce((a, b) => ((b.waitMs ?? 0) > (a.waitMs ?? 0) ? b : a));
	const { measure, max } = longest.limit;
	const when = measure === "streams" ? "when one of them has ended" : `in ${secondsOf(longest.waitMs ?? 0)} s`;
	return [
		"rate_limit_exceeded",
		429,
		`The limit ${ofWhom(longest)} is reached: ${max} ${nouns[measure]}. Try again ${when}.`,
	];
}

function ofWhom({ limit }: Standing): string {
	return owners[limit.scope];
}

/** Every limit must have room, so the longest wait counts. */
function waitOf(standings: readonly Standing[]): number | undefined {
	if (standings.some(({ waitMs }) => waitMs === undefined)) return undefined;
	return Math.max(...standings.map(({ waitMs }) => waitMs ?? 0));
}

/** Whole seconds, upwards: `Retry-After` has no others. */
export function secondsOf(waitMs: number): number {
	return Math.max(1, Math.ceil(waitMs / 1000));
}
