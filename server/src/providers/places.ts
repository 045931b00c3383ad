/** Places of a provider that a route's target may name, where they are no doors of their own. */
export interface Places {
	/** What one is called. */
	word: "region" | "resource";
	/** For forms; every other one that can be one is taken too. */
	suggested: readonly string[];
	/** Whether a text can be one; what passes is a part of a host name. */
	isPlace(text: string): boolean;
	/** What a path that was made for another provider's call has where the path table has a further `*`. */
	inPath?: readonly string[];
	/** The path behind the provider's door that leads to a place; undefined: to its usual one. */
	lead(path: string, place: string | undefined): string;
	/**
	 * The path for the project that the key is of, where `lead` left that open. Undefined for a key that is of none, at a place
	 * where one has to be named.
	 */
	inProject?(path: string, project: string | undefined): string | undefined;
}

/** A segment in front of the path. */
export const leadBySegment = (path: string, place: string | undefined): string =>
	place === undefined ? path : `${place}/${path}`;
