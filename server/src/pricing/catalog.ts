import type { PriceBook } from "./book";
import { type ListedModel, listedModels } from "./list-periods";
import { isStep, type PriceRow } from "./price-row";

/** A model that the book knows by name; it has prices for more names than these, by their patterns. */
export interface CatalogModel extends ListedModel {
	/** Price-book id. */
	provider: string;
}

interface CatalogFilter {
	organizationId: string;
	/** Price-book ids. */
	providers: readonly string[];
	/** Words that all stand in the provider, the id or the name of a model. */
	search?: string;
}

/**
 * Models by provider and name: those of genai-prices, and those that a price of ours or of the organization's own names. Without
 * prices: to find these for a page of models is cheap, for all it is not.
 */
export function catalog(book: PriceBook, { organizationId, providers, search = "" }: CatalogFilter): CatalogModel[] {
	const words = search.toLowerCase().split(/\s+/);
	return providers
		.flatMap((provider) => modelsOf(provider, book.rows({ organizationId, provider })))
		.filter((model) => words.every((word) => textOf(model).includes(word)));
}

function textOf({ provider, id, name = "" }: CatalogModel): string {
	return `${provider} ${id} ${name}`.toLowerCase();
}

function modelsOf(provider: string, rows: readonly PriceRow[]): CatalogModel[] {
	const named = rows.flatMap((row) => nameIn(row) ?? []).map((id): ListedModel => ({ id, name: undefined }));
	const byId = new Map([...named, ...listedModels(provider)].map((model) => [model.id, model]));
	return [...byId.values()]
		.map((model) => ({ ...model, provider }))
		.sort((a, b) => a.id.localeCompare(b.id, "en", { numeric: true }));
}

/** What models cost by. What they are charged besides holds for many: a fee for a search, or for a write to the cache. */
const main: ReadonlySet<string> = new Set([
	"uncachedInput",
	"output",
	"audioInput",
	"audioOutput",
	"imageOutput",
	"inputCharacters",
	"audioInputSeconds",
	"audioInputHours",
	"audioOutputSeconds",
	"videoSeconds",
	"imagesOutput",
	"pages",
	"searchUnits",
]);

/**
 * The model that a row's pattern names, if it names one: `claude-opus-5*` is `claude-opus-5`, `*` is none, and `gpt-6-sol-20*`
 * stands for the dated snapshots of a model that has a row itself. What it costs in a tier, a region or with a long input alone
 * names none: it would be a line without amounts.
 */
function nameIn(row: PriceRow): string | undefined {
	const { model, unit, picoUsd, serviceTier, region } = row;
	if (picoUsd === undefined || !main.has(unit)) return undefined;
	if (serviceTier !== undefined || region !== undefined || isStep(row)) return undefined;
	const name = model.replace(/^\*+|\*+$/g, "");
	return name === "" || name.includes("*") || /(-20|[-.:/])$/.test(name) ? undefined : name;
}
