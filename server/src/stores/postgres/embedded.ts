import { type ClusterFolder, prepareClusterFolder } from "./cluster-folder";
import { launchPostmaster, stopPostmaster } from "./postmaster";
import { isPostmasterOf, type Postmaster, readPostmaster, signal } from "./postmaster-file";
import { chooseSocketFolder, removeSocketFolder, socketPath } from "./socket-folder";

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
	/** The path to connect to. */
	socket: string;
	/** Ends every connection and stops it: 50 ms, at most 4 s for one that hangs. */
	stop(): Promise<void>;
}

interface EmbeddedOptions {
	dataDir: string;
	/** Whether a PostgreSQL that was left running answers. */
	answers: (socket: string) => Promise<boolean>;
	/** Told when PostgreSQL ended by itself, and with an error when it could not be started again either. */
	onEnded: (error?: unknown) => void;
}

/** How often we look whether it is still there. A look takes a microsecond. */
const watchMs = 500;

/**
 * Starts PostgreSQL on a Unix socket in `<dataDir>/postgres`, in a process group of its own so that a terminal's Ctrl-C
 * leaves it to us. One that runs there already is used if it answers, and stopped if not. One that ends by itself (it was
 * killed, say, for want of memory) is started again. Throws StartError when it does not come up.
 */
export async function startEmbedded({ dataDir, answers, onEnded }: EmbeddedOptions): Promise<EmbeddedPostgres> {
	const place = await prepareClusterFolder(dataDir);
	const leftover = readPostmaster(place.cluster);
	if (leftover && isPostmasterOf(place.cluster, leftover.pid)) {
		if (leftover.ready && (await answers(socketPath(leftover.socketFolder)))) {
			return keepRunning(place, leftover, onEnded);
		}
		await stopPostmaster(place, leftover.pid);
	}
	const socketFolder = chooseSocketFolder(place.folder, place.user);
	try {
		return keepRunning(place, await launchPostmaster(place, socketFolder), onEnded);
	} catch (error) {
		removeSocketFolder(socketFolder, place.folder);
		throw error;
	}
}

function keepRunning(
	place: ClusterFolder,
	{ pid: firstPid, socketFolder }: Postmaster,
	onEnded: EmbeddedOptions["onEnded"],
): EmbeddedPostgres {
	let pid = firstPid;
	let restart: Promise<void> | undefined;

	async function startAgain(): Promise<void> {
		onEnded();
		try {
			pid = (await launchPostmaster(place, socketFolder)).pid;
		} catch (error) {
			onEnded(error);
		}
		restart = undefined;
	}

	const watch = setInterval(() => {
		if (!signal(pid, 0)) restart ??= startAgain();
	}, watchMs);
	watch.unref();
	return {
		socket: socketPath(socketFolder),
		stop: async () => {
			clearInterval(watch);
			await restart;
			await stopPostmaster(place, pid);
			removeSocketFolder(socketFolder, place.folder);
		},
	};
}
