import { defineConfig } from "drizzle-kit";

/** `bunx --bun drizzle-kit generate --name <what>` in this folder writes the next migration. An applied one is never edited. */
export default defineConfig({
	dialect: "postgresql",
	schema: "./src/*/schema.ts",
	out: "./migrations/postgres",
});
