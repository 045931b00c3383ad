import { readConfig } from "./config";
import { StartError } from "./errors";
import { createLog, type Log } from "./ops/log";
import { tuneNetworkThread } from "./ops/network-thread";
import { onceNpxEnds } from "./ops/npx";
import { type RunningServer, startServer } from "./start";

/** The program: reads the environment, starts the server, says where it is, and stops it on SIGTERM or Ctrl-C. */
async function main() {
	tuneNetworkThread();
	const config = readConfig(process.env, { isTerminal: process.stdout.isTTY, isRoot: process.getuid?.() === 0 });
	const log = createLog(config);
	for (const variable of config.unknownVariables)
		log.warn({ variable }, `${variable} is no variable of LensAI's: it changes nothing`);
	const starting = startServer(config, log);
	stopOnSignal(starting, log);
	const server = await starting;
	if (server.signInUrl !== undefined) {
		console.log(`\nSign in for the first time (once, within an hour):\n\n  ${server.signInUrl}\n`);
		const where = config.smtpUrl === undefined ? "printed here" : "mailed";
		console.log(`Later, ask for a link as ${server.ownerEmail} on the sign-in page; it is ${where}.\n`);
	}
	// Last: whoever waits for this line has seen the link.
	log.info(
		{ url: server.url, dataDir: config.dataDir, startedInMs: Math.round(performance.now()) },
		`LensAI is ready on ${server.url}`,
	);
}

/** From the first moment on: a start that is cut off would leave its PostgreSQL running. */
function stopOnSignal(starting: Promise<RunningServer>, log: Log) {
	let stopping = false;
	const stop = async (signal: string) => {
		// Somebody who asks twice does not want to wait.
		if (stopping) process.exit(1);
		stopping = true;
		log.info({ signal }, "stopping: calls in flight may end first");
		const server = await starting;
		const allWell = await server.stop();
		log.info(allWell ? "stopped" : "stopped, but not everything could be closed");
		process.exit(allWell ? 0 : 1);
	};
	// A start that fails is reported by main.
	const listener = (signal: string) => void stop(signal).catch(() => process.exit(1));
	process.on("SIGTERM", listener);
	process.on("SIGINT", listener);
	onceNpxEnds(() => listener("npx ended"));
}

main().catch((error) => {
	console.error(error instanceof StartError ? error.message : error);
	process.exit(1);
});
