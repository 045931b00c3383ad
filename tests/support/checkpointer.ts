// A worker that checkpoints the journal that it is given as fast as it can, and says how often it did.
import { Database } from "bun:sqlite";

declare const self: Worker;

self.onmessage = ({ data: path }: MessageEvent<string>) => {
	const db = new Database(path);
	db.run("PRAGMA busy_timeout = 5000");
	let times = 0;
	setInterval(() => {
		// The strictest mode that the server's reader uses; it does so only when the log is large.
		db.run("PRAGMA wal_checkpoint(RESTART)");
		self.postMessage(++times);
	}, 1);
};
