/** Where to sign in, and come back from: `/calls?status=error` → `/sign-in?next=%2Fcalls%3Fstatus%3Derror`. */
export function signInPath(from: { pathname: string; search: string }, error?: string): string {
	const query = new URLSearchParams();
	const search = new URLSearchParams(from.search);
	search.delete("error");
	const next = from.pathname + (search.size > 0 ? `?${search}` : "");
	if (next !== "/") query.set("next", next);
	if (error) query.set("error", error);
	return query.size > 0 ? `/sign-in?${query}` : "/sign-in";
}

/** The page to come back to. Only a path of this site is taken: `//host` and `https://host` lead elsewhere, and give `/`. */
export function nextPath(next: string | undefined): string {
	return next !== undefined && /^\/(?![/\\])/.test(next) ? next : "/";
}
