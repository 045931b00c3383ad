import { A, useLocation, useNavigate } from "@solidjs/router";
import { type JSX, Show, Suspense } from "solid-js";
import { useSession } from "../session/session";
import { Account } from "./account";
import { Mark } from "./icons";
import { Navigation } from "./navigation";
import { NotYourPage } from "./not-your-page";
import { OrganizationSwitcher } from "./organization-switcher";
import { PageBoundary } from "./page-boundary";
import { pageAt, pages } from "./pages";
import { ProjectSwitcher } from "./project-switcher";
import { followShortcuts } from "./shortcuts";
import { ThemeToggle } from "./theme-toggle";

/** The frame of every signed-in page: navigation, project, account, theme, and the page itself. */
export function Shell(props: { children: JSX.Element }) {
	const navigate = useNavigate();
	const location = useLocation();
	const { may } = useSession();
	followShortcuts(
		pages.filter((page) => may(page.right)),
		navigate,
	);
	const mayBeHere = () => may(pageAt(location.pathname)?.right);
	return (
		<Frame
			project={
				<>
					<OrganizationSwitcher />
					<ProjectSwitcher />
				</>
			}
			account={<Account />}
			may={may}
		>
			<PageBoundary>
				<Show when={mayBeHere()} fallback={<NotYourPage label={pageAt(location.pathname)?.label ?? ""} />}>
					<Suspense>{props.children}</Suspense>
				</Show>
			</PageBoundary>
		</Frame>
	);
}

/** The frame while the session is being asked for: the same places, still empty, so that nothing moves afterwards. */
export function ShellOutline() {
	return <Frame />;
}

/** The router takes links over, and would change the address but not the focus. */
function skipToPage(event: MouseEvent): void {
	event.preventDefault();
	document.getElementById("page")?.focus();
}

interface FrameProps {
	project?: JSX.Element;
	account?: JSX.Element;
	/** Absent while nothing is known of the reader: then every page has its place. */
	may?: ReturnType<typeof useSession>["may"];
	children?: JSX.Element;
}

function Frame(props: FrameProps) {
	return (
		<div class="min-h-dvh md:grid md:grid-cols-[216px_minmax(0,1fr)]">
			<a
				href="#page"
				on:click={skipToPage}
				class="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-20 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
			>
				Skip to the page
			</a>
			<header class="flex flex-wrap items-center gap-x-3 gap-y-2 border-line bg-surface px-4 py-3 max-md:border-b md:sticky md:top-0 md:h-dvh md:flex-col md:flex-nowrap md:items-stretch md:gap-0 md:border-e md:px-3 md:py-4">
				<A href="/" end class="flex items-center gap-2 rounded-md px-1.5 text-[15px] font-semibold tracking-tight">
					<Mark />
					LensAI
				</A>
				<div class="min-w-0 md:mt-4 md:mb-3 md:min-h-[34px] md:content-center">{props.project}</div>
				<div class="relative overflow-x-auto max-md:order-last max-md:-mx-4 max-md:w-[calc(100%+32px)] max-md:px-2">
					<Navigation may={props.may} />
				</div>
				<div class="ms-auto flex items-center justify-between md:ms-0 md:mt-auto md:flex-wrap">
					{props.account}
					<ThemeToggle />
				</div>
			</header>
			<main id="page" tabindex="-1" class="mx-auto w-full max-w-[1180px] px-4 py-6 outline-none md:px-8 md:py-8">
				{props.children}
			</main>
		</div>
	);
}
