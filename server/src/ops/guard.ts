import type { Problem } from "../errors";

/**
 * Whether a request may be served at all. A web page elsewhere can make a browser send requests here, also under a host name
 * of its own that resolves to this machine (DNS rebinding); both show in the `Host` and `Origin` headers.
 * Returns why it is refused, or undefined.
 */
export type Guard = (asked: Asked) => Problem | undefined;

/** Of a request; headers that are not there are null or undefined. */
export interface Asked {
	url: string;
	host: string | null | undefined;
	origin: string | null | undefined;
}

export function createGuard({ publicUrl, port }: { publicUrl: string; port: number }): Guard {
	const publicHost = new URL(publicUrl).host;
	const publicOrigin = new URL(publicUrl).origin;
	const ours = new Set([publicHost, `localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]);
	const origins = new Set([
		publicOrigin,
		`http://localhost:${port}`,
		`http://127.0.0.1:${port}`,
		`http://[::1]:${port}`,
	]);

	return ({ url, host, origin }) => {
		if (host != null && !ours.has(host) && !isProbe(url)) {
			return refusal(
				"foreign_host",
				`This server does not answer as "${host}". Set LENSAI_PUBLIC_URL to the address that people use for it.`,
			);
		}
		if (origin != null && !origins.has(origin)) {
			return refusal(
				"foreign_origin",
				`Requests from pages of ${origin} are refused. Call the server from your own backend.`,
			);
		}
		return undefined;
	};
}

/** Probes come by address, and tell nothing. A `Host` that is none makes a URL without one, which cannot be parsed. */
function isProbe(url: string): boolean {
	return /^https?:\/\/[^/]+\/(?:healthz|readyz)(?:\?|$)/.test(url);
}

function refusal(code: string, detail: string): Problem {
	return { type: `/docs/errors#${code}`, title: "Refused", status: 403, code, detail };
}
