import { createSignal } from "solid-js";

/** `system` follows the operating system; the other two are the reader's own choice. */
export type Theme = "system" | "light" | "dark";

const storageKey = "lensai.theme";
const themes: readonly Theme[] = ["system", "light", "dark"];

/** Puts the chosen theme on `<html>` before the first paint, so that the page never flashes in the other one. */
export const themeBootScript = `var t=localStorage.getItem("${storageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t`;

/** The theme that follows `current` when the toggle is pressed: system → light → dark → system. */
export function nextTheme(current: Theme): Theme {
	return themes[(themes.indexOf(current) + 1) % themes.length] ?? "system";
}

/** The reader's theme, kept in this browser. Setting it repaints at once. */
export function createTheme(storage: Storage = localStorage, root: HTMLElement = document.documentElement) {
	const stored = storage.getItem(storageKey);
	const [theme, setSignal] = createSignal<Theme>(stored === "light" || stored === "dark" ? stored : "system");
	function setTheme(next: Theme): void {
		setSignal(next);
		if (next === "system") {
			storage.removeItem(storageKey);
			delete root.dataset.theme;
		} else {
			storage.setItem(storageKey, next);
			root.dataset.theme = next;
		}
	}
	return { theme, setTheme };
}
