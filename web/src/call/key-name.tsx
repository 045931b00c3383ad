import { A } from "@solidjs/router";
import { createResource, Show } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { CallDetail } from "../api/model";
import { callsPath } from "../calls/call-filter";
import { useSession } from "../session/session";

/** The lens key that made a call, by the name that it has now where the reader may see keys; leads to all of its calls. */
export function KeyName(props: { call: Pick<CallDetail, "keyId" | "projectId"> }) {
	return (
		<Show when={props.call.keyId} fallback="no key">
			{(keyId) => <KnownKey keyId={keyId()} projectId={props.call.projectId} />}
		</Show>
	);
}

function KnownKey(props: { keyId: string; projectId: string }) {
	const { may } = useSession();
	const [keys] = createResource(
		() => may("keys.read") && props.projectId,
		(projectId) => dataOf(api.keys.get({ query: { projectId } })),
	);
	// Only once they are there: to wait for them would take the page away meanwhile.
	const known = () => (keys.state === "ready" ? keys() : []);
	const name = () => known().find(({ id }) => id === props.keyId)?.name;
	return (
		<A class="link" href={callsPath({ keyId: props.keyId })} title="Calls with this key">
			{name() ?? `key ${props.keyId}`}
		</A>
	);
}
