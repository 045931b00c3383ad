import { solidStart } from "@solidjs/start/config";
import tailwindcss from "@tailwindcss/vite";
import { nitro } from "nitro/vite";
import { defineConfig } from "vite";

/** Where `vite dev` finds a running server; the build is served by the server itself, so it has no such address. */
const server = process.env.LENSAI_PUBLIC_URL ?? "http://localhost:5367";

/**
 * In development Nitro answers before Vite's own proxy would, so the doors of the server are opened in its routes. The server
 * refuses pages of other origins, and the one of `vite dev` is another.
 */
const doors = Object.fromEntries(
	["/api/**", "/openai/**", "/downloads/**"].map((path) => [
		path,
		{ proxy: { to: `${server}${path}`, headers: { origin: server } } },
	]),
);

export default defineConfig(({ command }) => ({
	plugins: [tailwindcss(), solidStart({ ssr: false }), nitro()],
	nitro: {
		preset: "static",
		prerender: { routes: ["/"], crawlLinks: false },
		routeRules: command === "serve" ? doors : {},
	},
}));
