import { join } from "node:path";

const main = join(import.meta.dir, "../../server/src/main.ts");

/** Starts the server and kills it a little later, most likely before it is ready. */
export async function killStart(options: {
	dataDir: string;
	port: number;
	env: Record<string, string>;
	afterMs: number;
}): Promise<void> {
	const child = Bun.spawn([process.execPath, main], {
		env: {
			PATH: process.env.PATH,
			HOME: process.env.HOME,
			LENSAI_LOG: "json",
			LENSAI_PORT: String(options.port),
			LENSAI_DATA_DIR: options.dataDir,
			...options.env,
		},
		stdio: ["ignore", "ignore", "ignore"],
	});
	await Bun.sleep(options.afterMs);
	child.kill("SIGKILL");
	await child.exited;
}
