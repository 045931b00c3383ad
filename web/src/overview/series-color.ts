const seriesColors = 6;

/** The CSS colour of the series at `index`; `app.css` defines it for light and dark. */
export function seriesColor(index: number): string {
	return `var(--color-series-${Math.min(index + 1, seriesColors)})`;
}
