import { Dynamic } from "solid-js/web";
import { icons } from "./icons";
import { createTheme, nextTheme } from "./theme";

const labels = { system: "as the system", light: "light", dark: "dark" };

/** One button through the three themes. */
export function ThemeToggle() {
	const { theme, setTheme } = createTheme();
	return (
		<button
			type="button"
			onClick={() => setTheme(nextTheme(theme()))}
			aria-label={`Theme: ${labels[theme()]}. Change to ${labels[nextTheme(theme())]}`}
			title={`Theme: ${labels[theme()]}`}
			class="inline-flex size-[34px] items-center justify-center rounded-md text-soft hover:bg-sunken hover:text-ink"
		>
			<Dynamic component={icons[theme()]} />
		</button>
	);
}
