import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";

export interface Asset {
	body: Uint8Array<ArrayBuffer>;
	gzipped: Uint8Array<ArrayBuffer> | undefined;
	headers: Record<string, string>;
}

const compressible = /^(text\/|application\/(json|javascript|manifest)|image\/svg)/;
/** The build puts a hash of the content into these names. */
const hashedName = /^\/(_build\/)?assets\//;

/** All files of a built dashboard, by URL path; undefined when there is no build. */
export function loadAssets(folder: string): Promise<Map<string, Asset>> | undefined {
	if (!existsSync(join(folder, "index.html"))) return undefined;
	return load(folder);
}

async function load(folder: string): Promise<Map<string, Asset>> {
	const assets = new Map<string, Asset>();
	for (const name of readdirSync(folder, { recursive: true }) as string[]) {
		const file = join(folder, name);
		if (!statSync(file).isFile() || name.endsWith(".gz") || name.endsWith(".br")) continue;
		const path = `/${relative(folder, file)}`;
		assets.set(path, await assetOf(path, Bun.file(file)));
	}
	return assets;
}

async function assetOf(path: string, file: Bun.BunFile): Promise<Asset> {
	const body = await file.bytes();
	const isPage = path.endsWith(".html");
	const headers: Record<string, string> = {
		"content-type": file.type,
		"cache-control": hashedName.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
		etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
		vary: "accept-encoding",
	};
	if (isPage) headers["content-security-policy"] = contentSecurityPolicy(new TextDecoder().decode(body));
	return { body, gzipped: compressible.test(file.type) ? Bun.gzipSync(body) : undefined, headers };
}

/** Only our own files, and exactly the inline scripts that the build wrote into the page. */
export function contentSecurityPolicy(html: string): string {
	const scripts = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)];
	const hashes = scripts.map(
		([, code]) =>
			`'sha256-${createHash("sha256")
				.update(code ?? "")
				.digest("base64")}'`,
	);
	return [
		"default-src 'self'",
		["script-src 'self'", ...new Set(hashes)].join(" "),
		"style-src 'self' 'unsafe-inline'",
		"img-src 'self' data:",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	].join("; ");
}
