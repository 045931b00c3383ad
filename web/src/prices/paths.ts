/** The page of one model. Its name may hold slashes, and so stands in the query. */
export function sheetPath({ provider, model }: { provider: string; model: string }): string {
	return `/prices/model?${new URLSearchParams({ provider, model })}`;
}
