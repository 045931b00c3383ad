import type { Session } from "@lensai/server/accounts/model";
import type { CreatedKey } from "@lensai/server/keys/model";
import type { TestServer } from "../../support/server";
import { waitUntil } from "./wait";

/** What a person does once on the dashboard: signs in by the printed link and makes a key. */
export async function makeLensKey({ url, output }: TestServer): Promise<CreatedKey> {
	const signInUrl = await waitUntil(
		"the sign-in link is printed",
		() => /http\S+magic-link\/verify\S+/.exec(output())?.[0],
	);
	const signedIn = await fetch(signInUrl, { redirect: "manual" });
	const cookie = signedIn.headers
		.getSetCookie()
		.map((one) => one.split(";")[0])
		.join("; ");
	const session = (await (await fetch(`${url}/api/v1/session`, { headers: { cookie } })).json()) as Session;
	const answer = await fetch(`${url}/api/v1/keys`, {
		method: "POST",
		headers: { cookie, "content-type": "application/json" },
		body: JSON.stringify({ projectId: session.projects[0]?.id, name: "editor" }),
	});
	if (answer.status !== 201) throw new Error(`no key was made: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as CreatedKey;
}
