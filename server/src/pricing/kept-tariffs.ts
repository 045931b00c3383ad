import type { PricedModel } from "./cost";
import type { Tariff } from "./tariff";

/** What is kept of a model: its tariffs by service tier and region, each for some days or minutes, the last asked for first. */
interface Kept {
	listed: Window[];
	/** By tier and region, where either is named. */
	others: Map<string, Window[]> | undefined;
}

/** A tariff, or that there is none, for as long as that holds. */
interface Window {
	from: number;
	until: number;
	tariff: Tariff | undefined;
}

const maxModels = 2000;
const maxUnknown = 1000;
const maxOthers = 50;
/** Around midnight calls of both days are priced; a minute of prices by the hour is followed by the next. */
const maxWindows = 4;
const dayMs = 86_400_000;

/**
 * Tariffs in memory, so that a price is arithmetic. Models are kept in two generations: one that is asked for moves to the young
 * one, and when that is full the other is dropped, so no flood of names drives out what is in use. Names that are not in the
 * book are kept apart from those that are.
 */
export class KeptTariffs {
	#young = new Map<string, Map<string, Kept>>();
	#old = new Map<string, Map<string, Kept>>();
	#models = 0;
	#unknown = new Map<string, number>();
	readonly #find: (model: PricedModel, at: Date) => Tariff | undefined;

	constructor(find: (model: PricedModel, at: Date) => Tariff | undefined) {
		this.#find = find;
	}

	/** 0.1 µs for one that is kept (Bun 1.4.5). */
	get(model: PricedModel, at: Date): Tariff | undefined {
		const { provider, name, serviceTier, region } = model;
		const atMs = at.getTime();
		const kept = this.#young.get(provider)?.get(name) ?? this.#revived(provider, name);
		if (kept === undefined) return this.#searched(model, at);
		const windows = serviceTier === undefined && region === undefined ? kept.listed : othersOf(kept, model);
		for (const window of windows) if (atMs >= window.from && atMs < window.until) return window.tariff;
		return this.#added(windows, model, at);
	}

	#revived(provider: string, name: string): Kept | undefined {
		const kept = this.#old.get(provider)?.get(name);
		if (kept !== undefined) this.#keep(provider, name, kept);
		return kept;
	}

	#searched(model: PricedModel, at: Date): Tariff | undefined {
		const { provider, name } = model;
		const day = Math.floor(at.getTime() / dayMs);
		const key = `${day} ${provider} ${name} ${model.serviceTier ?? ""} ${model.region ?? ""}`;
		if (this.#unknown.has(key)) return undefined;
		const tariff = this.#find(model, at);
		if (tariff === undefined) {
			if (this.#unknown.size >= maxUnknown) this.#unknown.clear();
			this.#unknown.set(key, day);
			return undefined;
		}
		const kept: Kept = { listed: [], others: undefined };
		this.#keep(provider, name, kept);
		const windows = model.serviceTier === undefined && model.region === undefined ? kept.listed : othersOf(kept, model);
		windows.push({ from: tariff.from, until: tariff.until, tariff });
		return tariff;
	}

	#added(windows: Window[], model: PricedModel, at: Date): Tariff | undefined {
		const tariff = this.#find(model, at);
		const from = Math.floor(at.getTime() / dayMs) * dayMs;
		const window = tariff ?? { from, until: from + dayMs };
		windows.unshift({ from: window.from, until: window.until, tariff });
		if (windows.length > maxWindows) windows.pop();
		return tariff;
	}

	#keep(provider: string, name: string, kept: Kept): void {
		if (this.#models >= maxModels) {
			this.#old = this.#young;
			this.#young = new Map();
			this.#models = 0;
		}
		const ofProvider = this.#young.get(provider);
		if (ofProvider === undefined) this.#young.set(provider, new Map([[name, kept]]));
		else ofProvider.set(name, kept);
		this.#models++;
	}
}

function othersOf(kept: Kept, { serviceTier, region }: PricedModel): Window[] {
	const key = `${serviceTier ?? ""} ${region ?? ""}`;
	kept.others ??= new Map();
	let windows = kept.others.get(key);
	if (windows === undefined) {
		if (kept.others.size >= maxOthers) kept.others.clear();
		windows = [];
		kept.others.set(key, windows);
	}
	return windows;
}
