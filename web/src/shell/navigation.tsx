import { A } from "@solidjs/router";
import { For } from "solid-js";
import { icons } from "./icons";

/** The pages of the dashboard; `shortcut` follows a pressed `g`. */
export const pages = [
	{ path: "/", label: "Overview", icon: icons.overview, shortcut: "o" },
	{ path: "/calls", label: "Calls", icon: icons.calls, shortcut: "c" },
	{ path: "/keys", label: "Keys", icon: icons.keys, shortcut: "k" },
	{ path: "/limits", label: "Limits", icon: icons.limits, shortcut: "l" },
	{ path: "/connect", label: "Connect", icon: icons.connect, shortcut: "n" },
	{ path: "/settings", label: "Settings", icon: icons.settings, shortcut: "s" },
];

/** The links to all pages: a column on wide screens, a row that scrolls on narrow ones. */
export function Navigation() {
	return (
		<nav aria-label="Pages">
			<ul class="flex gap-1 md:flex-col">
				<For each={pages}>
					{(page) => (
						<li>
							<A
								href={page.path}
								end={page.path === "/"}
								aria-keyshortcuts={`g ${page.shortcut}`}
								class="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 max-md:px-2"
								activeClass="bg-accent-wash text-accent font-medium"
								inactiveClass="text-soft hover:bg-sunken hover:text-ink"
							>
								<span class="max-[560px]:hidden">
									<page.icon />
								</span>
								{page.label}
							</A>
						</li>
					)}
				</For>
			</ul>
		</nav>
	);
}
