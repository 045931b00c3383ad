import type { OurDay } from "./ours";
import { addTokens, type Report, subtractTokens, sumOf, type Tokens } from "./report";

/** What a provider has of one account and model on one day. */
export interface TheirAccount {
	/** The provider's id of the key, project or workspace; several, with ` + ` between, where ours cannot be told apart. */
	id: string;
	name: string | undefined;
	model: string;
	tokens: Tokens | undefined;
	picoUsd: bigint | undefined;
	roundingPicoUsd: bigint;
	otherTierTokens: Tokens;
	unseenTokens: Tokens;
	/** Whether one of its keys lies in the vault; undefined: the provider does not list its keys. */
	isKnown: boolean | undefined;
}

/** Every account and model that a report names on one day. */
export function accountsOf(day: string, report: Report, knownEndings: readonly string[]): TheirAccount[] {
	const accounts = new Map<string, TheirAccount>();
	const at = (id: string, model: string): TheirAccount => {
		const place = JSON.stringify([id, model]);
		const found = accounts.get(place) ?? emptyAccount(id, model, report);
		accounts.set(place, found);
		return found;
	};
	const lines = report.usage.filter((line) => line.day === day);
	for (const { account, model, keyId, tokens, isOtherTier } of lines) {
		const each = at(account, model);
		const isKnown = isKnownKey(keyId, report, knownEndings);
		each.tokens = addTokens(each.tokens ?? {}, tokens);
		if (isOtherTier) each.otherTierTokens = addTokens(each.otherTierTokens, tokens);
		if (isKnown === false) each.unseenTokens = addTokens(each.unseenTokens, tokens);
		each.isKnown = each.isKnown === true || isKnown === true ? true : isKnown;
	}
	for (const cost of report.costs.filter((line) => line.day === day)) {
		const each = at(cost.account, cost.item);
		each.picoUsd = (each.picoUsd ?? 0n) + cost.picoUsd;
		each.roundingPicoUsd += cost.stepPicoUsd;
	}
	return [...accounts.values()].map(withoutLoneUnseen);
}

function emptyAccount(id: string, model: string, { keys, names }: Report): TheirAccount {
	return {
		id,
		name: keys?.get(id)?.name ?? names.get(id),
		model,
		tokens: undefined,
		picoUsd: undefined,
		roundingPicoUsd: 0n,
		otherTierTokens: {},
		unseenTokens: {},
		isKnown: undefined,
	};
}

/** Keys that callers bring along are in no vault: a key is only called unseen where another one is known to be ours. */
function withoutLoneUnseen(account: TheirAccount): TheirAccount {
	return account.isKnown === true ? account : { ...account, unseenTokens: {} };
}

function isKnownKey(id: string | null, { keys }: Report, knownEndings: readonly string[]): boolean | undefined {
	if (id === null) return keys === undefined ? undefined : false;
	const ending = keys?.get(id)?.ending;
	if (ending === undefined || ending === "") return undefined;
	return knownEndings.some((known) => known !== "" && (known.endsWith(ending) || ending.endsWith(known)));
}

/**
 * Sets what is ours of one model against the accounts that it can have gone to. Spans do not say with which key a call was
 * made, so: the one account there is; else one that counts the very same tokens; else the one whose key is in the vault; else those
 * that it may be, as one. Gives every account once.
 */
export function assignOurs(
	accounts: readonly TheirAccount[],
	ours: OurDay | undefined,
	model: string,
): [TheirAccount, OurDay | undefined][] {
	if (ours === undefined) return accounts.map((account) => [account, undefined]);
	const counted = accounts.filter(({ tokens }) => tokens !== undefined);
	const candidates = counted.length > 0 ? counted : accounts;
	if (candidates.length === 0) return [[absent(model), ours]];
	const known = candidates.filter(({ isKnown }) => isKnown === true);
	const same = candidates.find(({ tokens }) => isSame(tokens, ours.tokens));
	const chosen = same ? [same] : known.length > 0 ? known : candidates;
	const others = accounts.filter((account) => !chosen.includes(account));
	return [[chosen.reduce(merged), ours], ...others.map((account) => [account, undefined] as [TheirAccount, undefined])];
}

function isSame(theirs: Tokens | undefined, ours: Tokens): boolean {
	if (theirs === undefined || sumOf(ours) === 0) return false;
	return Object.keys(subtractTokens(theirs, ours)).length === 0;
}

/** The provider's report is whole, and names no such usage: that is none. */
function absent(model: string): TheirAccount {
	return {
		...emptyAccount("", model, { usage: [], costs: [], keys: undefined, names: new Map() }),
		tokens: {},
		picoUsd: 0n,
	};
}

function merged(a: TheirAccount, b: TheirAccount): TheirAccount {
	const isMoney = a.picoUsd !== undefined || b.picoUsd !== undefined;
	return {
		...a,
		id: `${a.id} + ${b.id}`,
		name: `${a.name ?? a.id}, ${b.name ?? b.id}`,
		tokens: a.tokens && b.tokens ? addTokens(a.tokens, b.tokens) : (a.tokens ?? b.tokens),
		picoUsd: isMoney ? (a.picoUsd ?? 0n) + (b.picoUsd ?? 0n) : undefined,
		roundingPicoUsd: a.roundingPicoUsd + b.roundingPicoUsd,
		otherTierTokens: addTokens(a.otherTierTokens, b.otherTierTokens),
		unseenTokens: addTokens(a.unseenTokens, b.unseenTokens),
		isKnown: a.isKnown === b.isKnown ? a.isKnown : undefined,
	};
}
