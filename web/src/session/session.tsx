import { useNavigate, useSearchParams } from "@solidjs/router";
import { createContext, createEffect, createMemo, createResource, type JSX, Show, useContext } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Project, Right, Session } from "../api/model";
import { ProblemNotice } from "../controls/problem-notice";
import { signInPath } from "./sign-in-path";

interface SessionContext {
	session(): Session;
	/** The project that all pages show. */
	project(): Project;
	/** Whether the role gives a right, or, without one, that nothing is asked. What is shown goes by it; the server decides. */
	may(right: Right | undefined): boolean;
	selectProject(projectId: string): void;
	/** Replaces a project that was changed here, so that every page sees the change. */
	updateProject(project: Project): void;
}

const Context = createContext<SessionContext>();
const rememberedProject = "lensai.project";

/** Who is signed in and which project they look at. Throws outside of `SessionProvider`. */
export function useSession(): SessionContext {
	const context = useContext(Context);
	if (!context) throw new Error("useSession is called outside of SessionProvider.");
	return context;
}

/** Asks the server who is signed in; shows `children` once it is known, and the sign-in page when it is nobody. */
export function SessionProvider(props: { fallback: JSX.Element; children: JSX.Element }) {
	const navigate = useNavigate();
	const [search, setSearch] = useSearchParams<{ project?: string; error?: string }>();
	const [session, { mutate, refetch }] = createResource(() => dataOf(api.session.get()));
	const failure = () => (session.error instanceof ApiFailure ? session.error : undefined);

	createEffect(() => {
		if (failure()?.status === 401) navigate(signInPath(location, search.error), { replace: true });
	});

	const project = createMemo(() => {
		const projects = session.error ? [] : (session()?.projects ?? []);
		const wanted = search.project ?? localStorage.getItem(rememberedProject);
		return projects.find((candidate) => candidate.id === wanted) ?? projects[0];
	});

	// A project that came in the address, by a link, stays chosen on the pages that follow.
	createEffect(() => {
		const chosen = project();
		if (chosen && search.project === chosen.id) localStorage.setItem(rememberedProject, chosen.id);
	});

	function selectProject(projectId: string): void {
		setSearch({ project: projectId });
	}

	function updateProject(changed: Project): void {
		mutate((known) => known && { ...known, projects: known.projects.map((p) => (p.id === changed.id ? changed : p)) });
	}

	return (
		<Show
			when={!session.error && session() && project() ? { session: session(), project: project() } : undefined}
			fallback={
				<Show when={failure() && failure()?.status !== 401} fallback={props.fallback}>
					<main class="mx-auto max-w-xl p-8">
						<ProblemNotice failure={session.error} onRetry={() => refetch()} />
					</main>
				</Show>
			}
		>
			<Context.Provider
				value={{
					session: () => session() as Session,
					project: () => project() as Project,
					may: (right) => right === undefined || (session()?.rights.includes(right) ?? false),
					selectProject,
					updateProject,
				}}
			>
				{props.children}
			</Context.Provider>
		</Show>
	);
}
