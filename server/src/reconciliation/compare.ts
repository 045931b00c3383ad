import { accountsOf, assignOurs, type TheirAccount } from "./accounts";
import { type Cause, likelyCause } from "./cause";
import type { OurDay } from "./ours";
import { addTokens, type Report, subtractTokens, type Tokens } from "./report";

/** One account and model on one day, theirs against ours. */
export interface ComparedRow {
	account: string;
	accountName: string | undefined;
	/** A model, or what else was billed. */
	model: string;
	/** Undefined: the provider counts none here. */
	theirTokens: Tokens | undefined;
	/** Undefined: it says nothing of money here. */
	theirPicoUsd: bigint | undefined;
	ourTokens: Tokens;
	/** Undefined when no call had a known cost. */
	ourPicoUsd: bigint | undefined;
	ourCalls: number;
	ourUnpricedCalls: number;
	/** Theirs less ours; undefined when theirs is not told. */
	tokenDifference: Tokens | undefined;
	/** Theirs less ours; undefined when either is not known. */
	differencePicoUsd: bigint | undefined;
	cause: Cause;
}

interface Comparing {
	day: string;
	report: Report;
	ours: readonly OurDay[];
	/** How the provider keys in the vault end, deleted ones too. */
	knownEndings: readonly string[];
	isFinal: boolean;
}

/**
 * Everything that either side has of one day. Each of our calls stands in exactly one row, and so does each line of theirs: the
 * rows sum to both totals.
 */
export function compareDay({ day, report, ours, knownEndings, isFinal }: Comparing): ComparedRow[] {
	const accounts = accountsOf(day, report, knownEndings);
	const ofDay = ours.filter((each) => each.day === day);
	const models = [...new Set(accounts.map(({ model }) => model))];
	const byModel = new Map<string, OurDay>();
	for (const each of ofDay) {
		const model = modelOf(each.model, models);
		const before = byModel.get(model);
		byModel.set(model, before === undefined ? { ...each, model } : joined(before, each));
	}
	return [...new Set([...models, ...byModel.keys()])].flatMap((model) => {
		const theirs = accounts.filter((account) => account.model === model);
		return assignOurs(theirs, byModel.get(model), model).map(([account, our]) => rowOf(account, our, isFinal));
	});
}

/** Theirs for ours: the same name, or the one dated version of it. `gpt-4o` is `gpt-4o-2024-08-06` where there is no other. */
function modelOf(ours: string, theirs: readonly string[]): string {
	if (theirs.includes(ours)) return ours;
	const dated = theirs.filter(
		(name) => name.startsWith(`${ours}-`) && /^\d{4}-?\d{2}-?\d{2}$/.test(name.slice(ours.length + 1)),
	);
	return dated.length === 1 && dated[0] !== undefined ? dated[0] : ours;
}

function joined(a: OurDay, b: OurDay): OurDay {
	const picoUsd =
		a.picoUsd === undefined && b.picoUsd === undefined ? undefined : (a.picoUsd ?? 0n) + (b.picoUsd ?? 0n);
	const calls = a.calls + b.calls;
	const unpricedCalls = a.unpricedCalls + b.unpricedCalls;
	return { ...a, calls, unpricedCalls, picoUsd, tokens: addTokens(a.tokens, b.tokens) };
}

const nothing = { tokens: {}, picoUsd: 0n, calls: 0, unpricedCalls: 0 };

function rowOf(account: TheirAccount, our: OurDay | undefined, isFinal: boolean): ComparedRow {
	const ours = our ?? nothing;
	const { tokens, picoUsd } = account;
	const cause = likelyCause({ theirs: account, ours, isKnown: account.isKnown, isFinal });
	return {
		account: account.id,
		accountName: account.name,
		model: account.model,
		theirTokens: tokens,
		theirPicoUsd: picoUsd,
		ourTokens: ours.tokens,
		ourPicoUsd: ours.picoUsd,
		ourCalls: ours.calls,
		ourUnpricedCalls: ours.unpricedCalls,
		tokenDifference: tokens && subtractTokens(tokens, ours.tokens),
		differencePicoUsd: picoUsd === undefined || ours.picoUsd === undefined ? undefined : picoUsd - ours.picoUsd,
		cause,
	};
}
