import { solidStart } from "@solidjs/start/config";
import tailwindcss from "@tailwindcss/vite";
import { nitro } from "nitro/vite";
import { defineConfig } from "vite";

/** Where `vite dev` finds a running server; the build is served by the server itself, so it has no such address. */
const server = process.env.LENSAI_PUBLIC_URL ?? "http://localhost:5367";

export default defineConfig({
	plugins: [tailwindcss(), solidStart({ ssr: false }), nitro()],
	nitro: { preset: "static", prerender: { routes: ["/"], crawlLinks: false } },
	server: {
		proxy: { "/api": server, "/openai": server, "/downloads": server },
	},
});
