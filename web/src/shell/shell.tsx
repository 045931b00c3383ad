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
		<div class="min-h-dvh lg:grid lg:grid-cols-[216px_minmax(0,1fr)]">
			<a
				href="#page"
				on:click={skipToPage}
				class="sr-only focus:not-sr-only focus:fixed focus:start-3 focus:top-3 focus:z-20 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
			>
				Skip to the page
			</a>
			<header class="flex flex-wrap items-center gap-x-3 gap-y-2 border-line bg-surface px-4 py-3 max-lg:border-b lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:flex-nowrap lg:items-stretch lg:gap-0 lg:border-e lg:px-3 lg:py-4">
				<A href="/" end class="flex items-center gap-2 rounded-md px-1.5 text-[15px] font-semibold tracking-tight">
					<Mark />
					LensAI
				</A>
				<div class="min-w-0 lg:mt-4 lg:mb-3 lg:min-h-[34px] lg:content-center">{props.project}</div>
				<div class="relative overflow-x-auto max-lg:order-last max-lg:-mx-4 max-lg:w-[calc(100%+32px)] max-lg:px-2">
					<Navigation may={props.may} />
				</div>
				<div class="ms-auto flex items-center justify-between lg:ms-0 lg:mt-auto lg:flex-wrap">
					{props.account}
					<ThemeToggle />
				</div>
			</header>
			<main id="page" tabindex="-1" class="mx-auto w-full max-w-[1180px] px-4 py-6 outline-none lg:px-8 lg:py-8">
				{props.children}
			</main>
		</div>
	);
}
