import { A, useLocation } from "@solidjs/router";
import { createEffect, For, on } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Right } from "../api/model";
import { icons } from "./icons";
import { pageAt, pages } from "./pages";

/** The links to all pages that `may` lets through: a column on wide screens, a row that scrolls on narrow ones. */
export function Navigation(props: { may?: (right: Right | undefined) => boolean }) {
	const location = useLocation();
	let nav: HTMLElement | undefined;
	// In the row of narrow screens the page that is looked at may stand beyond the edge.
	createEffect(
		on([() => location.pathname, () => props.may], () => {
			const link = nav?.querySelector<HTMLElement>(`a[href="${pageAt(location.pathname)?.path}"]`);
			const row = nav?.parentElement;
			if (link && row) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
		}),
	);
	const shown = () => pages.filter((page) => props.may?.(page.right) ?? true);
	return (
		<nav ref={nav} aria-label="Pages">
			<ul class="flex gap-1 max-lg:w-max max-lg:pe-2 lg:flex-col">
				<For each={shown()}>
					{(page) => (
						<li class="max-md:last:pe-1">
							<A
								href={page.path}
								end={page.path === "/"}
								aria-keyshortcuts={`g ${page.shortcut}`}
								class="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 max-lg:px-2"
								activeClass="bg-accent-wash text-accent font-medium"
								inactiveClass="text-soft hover:bg-sunken hover:text-ink"
							>
								<span class="max-[560px]:hidden">
									<Dynamic component={icons[page.icon]} />
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
