import type { Provider, ProviderKey } from "../api/model";

/** One line of a select. */
export interface SelectOption {
	value: string;
	label: string;
}

/** What the form of a route offers. */
export interface ProviderChoices {
	providers: readonly Provider[];
	/** Of all providers, newest first. */
	keys: readonly ProviderKey[];
}

export const noChoices: ProviderChoices = { providers: [], keys: [] };

/** Every provider by name. One that the route names and that is gone stays, so that the reader sees what is wrong. */
export function providerOptions({ providers }: ProviderChoices, chosen: string): SelectOption[] {
	const known = providers.map(({ id, name }) => ({ value: id, label: name }));
	return withChosen(known, chosen, providers.length === 0 ? chosen : `${chosen} (not there)`);
}

/** What a provider's places are called where any text may be one, and those that are known. */
export function openPlace({ providers }: ProviderChoices, provider: string) {
	const places = providers.find(({ id }) => id === provider)?.places;
	return places?.open ? { label: places.word === "resource" ? "Resource" : "Region", known: places.known } : undefined;
}

/** The provider's regions where they are all known; none for most. */
export function regionOptions({ providers }: ProviderChoices, provider: string, chosen: string): SelectOption[] {
	const places = providers.find(({ id }) => id === provider)?.places;
	if (places?.open) return [];
	const known = (places?.known ?? []).map((region) => ({ value: region, label: region }));
	const all = withChosen(known, chosen, `${chosen} (not there)`);
	return all.length === 0 ? [] : [{ value: "", label: "its usual place" }, ...all];
}

/** The organization's keys for the provider, by name and by their ends; two may have one name. */
export function keyOptions(choices: ProviderChoices, provider: string, chosen: string): SelectOption[] {
	const known = keysFor(choices, provider).map((key) => ({ value: key.id, label: nameOfKey(key) }));
	const usual = { value: "", label: `the caller's own, or ${known.length > 0 ? "the newest here" : "the server's"}` };
	return [usual, ...withChosen(known, chosen, "a key that was deleted")];
}

/** A target's own key in words; `keys` are only known to who may see them. */
export function keyWords({ providers, keys }: ProviderChoices, id: string): string {
	const found = keys.find((key) => key.id === id);
	if (found !== undefined) return `key ${nameOfKey(found)}`;
	return providers.length === 0 ? "a key of its own" : "✕ a key that was deleted";
}

/** `production ••••a1b2` */
export function nameOfKey({ name, lastFour }: Pick<ProviderKey, "name" | "lastFour">): string {
	return lastFour === "" ? name : `${name} ••••${lastFour}`;
}

function keysFor({ providers, keys }: ProviderChoices, provider: string): ProviderKey[] {
	const keysName = providers.find(({ id }) => id === provider)?.keysName;
	return keys.filter((key) => key.provider === keysName);
}

function withChosen(known: SelectOption[], chosen: string, label: string): SelectOption[] {
	if (chosen === "" || known.some(({ value }) => value === chosen)) return known;
	return [...known, { value: chosen, label }];
}
