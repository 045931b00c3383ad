/** The address of a server without a slash at its end, or what is wrong with what was typed. */
export type ParsedServerUrl = { serverUrl: string } | { problem: string };

/** Reads a server address as people type it; a path stays, for a server behind a proxy. */
export function parseServerUrl(text: string): ParsedServerUrl {
	const typed = text.trim();
	const complete = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
	if (!URL.canParse(complete)) return { problem: "This is not a URL. Example: http://localhost:5367" };
	const url = new URL(complete);
	if (url.protocol !== "http:" && url.protocol !== "https:")
		return { problem: "The URL begins with http:// or https://" };
	if (url.username || url.password) return { problem: "Leave user and password out of the URL" };
	if (url.search || url.hash) return { problem: "Leave out what follows ? or #" };
	return { serverUrl: url.origin + url.pathname.replace(/\/+$/, "") };
}

/** Whether a key would go over the network unencrypted: `http` to anything but this machine. */
export function sendsInClear(serverUrl: string): boolean {
	const { protocol, hostname } = new URL(serverUrl);
	const loopback = hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]";
	return protocol === "http:" && !loopback && !/^127(\.\d+){3}$/.test(hostname);
}

/** The dashboard page of one call. */
export function callPage(serverUrl: string, callId: string): string {
	return `${serverUrl}/calls/${encodeURIComponent(callId)}`;
}

/** The dashboard page where lens keys are made. */
export function keysPage(serverUrl: string): string {
	return `${serverUrl}/keys`;
}
