import { readConfig } from "./config";
import { StartError } from "./errors";
import { createLog } from "./ops/log";
import { startServer } from "./start";

/** The program: reads the environment, starts the server, says where it is, and stops it on SIGTERM or Ctrl-C. */
async function main() {
	const config = readConfig(process.env, { isTerminal: process.stdout.isTTY, isRoot: process.getuid?.() === 0 });
	const log = createLog(config);
	const server = await startServer(config, log);
	log.info(
		{ url: server.url, dataDir: config.dataDir, startedInMs: Math.round(performance.now()) },
		`LensAI is ready on ${server.url}`,
	);
	if (server.signInUrl !== undefined) {
		console.log(`\nSign in for the first time (once, within an hour):\n\n  ${server.signInUrl}\n`);
		console.log(`Later, sign in as ${server.ownerEmail}: without SMTP_URL the link is printed here.\n`);
	}

	let stopping = false;
	const stop = async (signal: string) => {
		// Somebody who asks twice does not want to wait.
		if (stopping) process.exit(1);
		stopping = true;
		log.info({ signal }, "stopping: calls in flight may end first");
		await server.stop();
		log.info("stopped");
		process.exit(0);
	};
	process.on("SIGTERM", stop);
	process.on("SIGINT", stop);
}

main().catch((error) => {
	console.error(error instanceof StartError ? error.message : error);
	process.exit(1);
});
