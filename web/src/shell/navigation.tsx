import { A } from "@solidjs/router";
import { For, type JSX } from "solid-js";
import type { Right } from "../api/model";
import { icons } from "./icons";

interface Page {
	path: string;
	label: string;
	icon: () => JSX.Element;
	/** Follows a pressed `g`. */
	shortcut: string;
	/** Who has it not, has no use for the page. */
	right?: Right;
}

/** The pages of the dashboard. */
export const pages: readonly Page[] = [
	{ path: "/", label: "Overview", icon: icons.overview, shortcut: "o" },
	{ path: "/calls", label: "Calls", icon: icons.calls, shortcut: "c" },
	{ path: "/routes", label: "Routes", icon: icons.routes, shortcut: "r" },
	{ path: "/keys", label: "Keys", icon: icons.keys, shortcut: "k" },
	{ path: "/members", label: "Members", icon: icons.members, shortcut: "m", right: "members.read" },
	{ path: "/audit", label: "Audit", icon: icons.audit, shortcut: "a", right: "audit.read" },
	{ path: "/providers", label: "Providers", icon: icons.providers, shortcut: "p" },
	{ path: "/limits", label: "Limits", icon: icons.limits, shortcut: "l" },
	{ path: "/connect", label: "Connect", icon: icons.connect, shortcut: "n" },
	{ path: "/settings", label: "Settings", icon: icons.settings, shortcut: "s" },
];

/** The links to all pages that `may` lets through: a column on wide screens, a row that scrolls on narrow ones. */
export function Navigation(props: { may?: (right: Right | undefined) => boolean }) {
	const shown = () => pages.filter((page) => props.may?.(page.right) ?? true);
	return (
		<nav aria-label="Pages">
			<ul class="flex gap-1 md:flex-col">
				<For each={shown()}>
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
