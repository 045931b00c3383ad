import { Elysia } from "elysia";
import { securityHeaders } from "../ops/security-headers";
import { type Asset, loadAssets } from "./assets";
import { nothingHere } from "./nothing-here";

export interface DashboardOptions {
	/** The built dashboard. */
	folder: string;
	/** The packaged VS Code extension; need not exist. */
	vsix: string;
}

/** Serves the dashboard's files, its page for every address that a browser opens, and the extension to download. */
export async function dashboard({ folder, vsix }: DashboardOptions) {
	const assets = (await loadAssets(folder)) ?? new Map<string, Asset>();
	return (
		new Elysia({ name: "dashboard" })
			.get("/downloads/lensai.vsix", () => download(vsix), { detail: { hide: true } })
			.head("/downloads/lensai.vsix", () => download(vsix), { detail: { hide: true } })
			// For every method: a `get` here would win over the doors that take all methods.
			.all("/*", ({ request, path }) => serve(request, path, assets), { detail: { hide: true } })
	);
}

async function download(vsix: string): Promise<Response> {
	const file = Bun.file(vsix);
	if (!(await file.exists())) {
		return text(
			404,
			"The VS Code extension is not packaged yet. Where the server runs: npx bun run extension:package\n",
		);
	}
	return new Response(file, {
		headers: {
			...securityHeaders,
			"content-type": "application/octet-stream",
			"content-disposition": 'attachment; filename="lensai.vsix"',
		},
	});
}

function serve(request: Request, path: string, assets: ReadonlyMap<string, Asset>): Response {
	if (request.method !== "GET" && request.method !== "HEAD") return nothingHere(request, path);
	const wantsPage = request.headers.get("accept")?.includes("text/html") ?? false;
	const asset = assets.get(path === "/" ? "/index.html" : path) ?? (wantsPage ? assets.get("/index.html") : undefined);
	if (asset !== undefined) return send(request, asset);
	if (wantsPage && assets.size === 0)
		return text(503, "The dashboard is not built. Where the server runs: npx bun run build\n");
	return nothingHere(request, path);
}

function send(request: Request, { body, gzipped, headers }: Asset): Response {
	if (request.headers.get("if-none-match") === headers.etag) {
		return new Response(null, { status: 304, headers: { ...securityHeaders, ...headers } });
	}
	const compressed = gzipped !== undefined && /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
	return new Response(compressed ? gzipped : body, {
		headers: { ...securityHeaders, ...headers, ...(compressed && { "content-encoding": "gzip" }) },
	});
}

function text(status: number, message: string): Response {
	return new Response(message, {
		status,
		headers: { ...securityHeaders, "content-type": "text/plain; charset=utf-8" },
	});
}
