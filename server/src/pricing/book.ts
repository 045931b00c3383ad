import { matchesGlob } from "../targets/glob";
import type { PricedModel } from "./cost";
import { KeptTariffs } from "./kept-tariffs";
import type { PriceRow } from "./price-row";
import { findTariff, type Tariff } from "./tariff";

/** A model name beyond this is rubbish, and would only fill the memory. */
const maxNameLength = 256;

/** The price book in memory: our prices and those of organizations, over what genai-prices lists. */
export class PriceBook {
	/** E.g. `lensai@2026-11-22`. */
	readonly version: string;
	readonly #rows = new Map<string, PriceRow>();
	#byProvider = new Map<string, PriceRow[]>();
	#byOrganization = new Map<string, Map<string, PriceRow[]>>();
	#kept = this.#keep(undefined);
	#keptOf = new Map<string, KeptTariffs>();

	constructor(version: string, rows: readonly PriceRow[]) {
		this.version = version;
		this.add(rows);
	}

	/** Prices that came since; those that are known already change nothing. */
	add(rows: readonly PriceRow[]): void {
		const news = rows.filter(({ id }) => !this.#rows.has(id));
		if (news.length === 0) return;
		for (const row of news) {
			this.#rows.set(row.id, row);
			const { organizationId } = row;
			push(organizationId === undefined ? this.#byProvider : this.#of(organizationId), row);
		}
		this.#kept = this.#keep(undefined);
		this.#keptOf = new Map();
	}

	/** What the model costs at the moment `at`; undefined when nothing is known of it. */
	tariff(model: PricedModel, at: Date): Tariff | undefined {
		if (model.name.length > maxNameLength) return undefined;
		const { organizationId } = model;
		if (organizationId === undefined || !this.#byOrganization.has(organizationId)) return this.#kept.get(model, at);
		let kept = this.#keptOf.get(organizationId);
		if (kept === undefined) {
			kept = this.#keep(organizationId);
			this.#keptOf.set(organizationId, kept);
		}
		return kept.get(model, at);
	}

	/** What everybody and an organization may see, by provider, model and unit, oldest first. */
	rows({ organizationId, provider, model, own }: BookFilter): PriceRow[] {
		return [...this.#rows.values()]
			.filter((row) => row.organizationId === undefined || row.organizationId === organizationId)
			.filter((row) => own === undefined || own === (row.organizationId !== undefined))
			.filter((row) => provider === undefined || row.provider === provider)
			.filter((row) => model === undefined || matchesGlob(row.model, model))
			.sort(
				(a, b) =>
					orderOf(a).localeCompare(orderOf(b), "en") ||
					a.validFromMs - b.validFromMs ||
					(a.entry ?? 0) - (b.entry ?? 0),
			);
	}

	/** The row of this id, as a span's rates name it. */
	row(id: string): PriceRow | undefined {
		return this.#rows.get(id);
	}

	#of(organizationId: string): Map<string, PriceRow[]> {
		let rows = this.#byOrganization.get(organizationId);
		if (rows === undefined) {
			rows = new Map();
			this.#byOrganization.set(organizationId, rows);
		}
		return rows;
	}

	#keep(organizationId: string | undefined): KeptTariffs {
		return new KeptTariffs((model, at) => {
			const own = organizationId === undefined ? undefined : this.#byOrganization.get(organizationId);
			const rows = [...(this.#byProvider.get(model.provider) ?? []), ...(own?.get(model.provider) ?? [])];
			return findTariff(model, at, rows, this.version);
		});
	}
}

interface BookFilter {
	organizationId: string;
	provider?: string;
	/** A model's name; rows whose pattern it meets. */
	model?: string;
	own?: boolean;
}

function orderOf({ provider, model, unit, serviceTier = "", region = "" }: PriceRow): string {
	return [provider, model, unit, serviceTier, region].join(" ");
}

function push(byProvider: Map<string, PriceRow[]>, row: PriceRow): void {
	const rows = byProvider.get(row.provider);
	if (rows === undefined) byProvider.set(row.provider, [row]);
	else rows.push(row);
}
