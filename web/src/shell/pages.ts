import type { Right } from "../api/model";

export interface Page {
	path: string;
	label: string;
	/** Of `icons`. */
	icon:
		| "overview"
		| "calls"
		| "keys"
		| "providers"
		| "routes"
		| "limits"
		| "prices"
		| "reconciliation"
		| "members"
		| "audit"
		| "connect"
		| "settings";
	/** Follows a pressed `g`. */
	shortcut: string;
	/** Who has it not, has no use for the page. */
	right?: Right;
}

/** The pages of the dashboard, in their order: what happened, what makes it happen, who may, and how to begin. */
export const pages: readonly Page[] = [
	{ path: "/", label: "Overview", icon: "overview", shortcut: "o", right: "calls.read" },
	{ path: "/calls", label: "Calls", icon: "calls", shortcut: "c", right: "calls.read" },
	{ path: "/keys", label: "Keys", icon: "keys", shortcut: "k", right: "keys.read" },
	{ path: "/providers", label: "Providers", icon: "providers", shortcut: "p", right: "providerKeys.read" },
	{ path: "/routes", label: "Routes", icon: "routes", shortcut: "r", right: "routes.read" },
	{ path: "/limits", label: "Limits", icon: "limits", shortcut: "l", right: "limits.read" },
	{ path: "/prices", label: "Prices", icon: "prices", shortcut: "i", right: "prices.read" },
	{
		path: "/reconciliation",
		label: "Reconciliation",
		icon: "reconciliation",
		shortcut: "b",
		right: "reconciliation.read",
	},
	{ path: "/members", label: "Members", icon: "members", shortcut: "m", right: "members.read" },
	{ path: "/audit", label: "Audit", icon: "audit", shortcut: "a", right: "audit.read" },
	{ path: "/connect", label: "Connect", icon: "connect", shortcut: "n" },
	{ path: "/settings", label: "Settings", icon: "settings", shortcut: "s", right: "projects.read" },
];

/** The page that an address belongs to: `/calls/1` to `/calls`. Undefined for an address of no page. */
export function pageAt(path: string): Page | undefined {
	return pages.find((page) => path === page.path || (page.path !== "/" && path.startsWith(`${page.path}/`)));
}
