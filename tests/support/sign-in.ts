import type { CreatedKey } from "../../server/src/keys/model";

/** A signed-in owner, as the dashboard would be. */
export interface OwnerSession {
	cookie: string;
	projectId: string;
	/** Throws when the answer is not a success. */
	// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
	get(path: string): Promise<any>;
	// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
	post(path: string, body: object): Promise<any>;
	createKey(name: string): Promise<CreatedKey>;
}

/** Opens the first start's one-time link. Throws when it was used before. */
export async function signIn({
	url,
	signInUrl,
}: {
	url: string;
	signInUrl: string | undefined;
}): Promise<OwnerSession> {
	if (signInUrl === undefined) throw new Error("this server printed no sign-in link");
	const opened = await fetch(signInUrl, { redirect: "manual" });
	const cookie = opened.headers
		.getSetCookie()
		.map((line) => line.split(";")[0])
		.join("; ");
	if (cookie === "")
		throw new Error(`the sign-in link gave no session: ${opened.status} ${opened.headers.get("location")}`);

	async function ask(path: string, init: RequestInit = {}) {
		const response = await fetch(url + path, { ...init, headers: { cookie, "content-type": "application/json" } });
		if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
		return response.json();
	}
	const post = (path: string, body: object) => ask(path, { method: "POST", body: JSON.stringify(body) });
	const { projects } = await ask("/api/v1/session");
	const projectId: string = projects[0].id;
	return {
		cookie,
		projectId,
		get: (path) => ask(path),
		post,
		createKey: (name) => post("/api/v1/keys", { projectId, name }),
	};
}
