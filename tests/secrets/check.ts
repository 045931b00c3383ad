import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report } from "../load/figures";
import { root } from "../repository/imports";
import { usedKeysFile } from "../support/kept";
import { createFinder, masked, usedKeys } from "./needles";
import { plant } from "./plant";
import { scan } from "./scan";

/**
 * `bun run check:secrets [--quick] [--keep]`: runs the whole suite so that everything it makes is left behind (with `--quick` the folders
 * of tests that have to do with keys), crashes a server with calls in flight, and looks for every lens key and every provider key that
 * was used, in all of it: data folders as files, every row of every ClickHouse and PostgreSQL in them, journal entries, logs, error
 * bodies, dumps. Secrets that were planted in each kind of place have to be found. Ends with one line of JSON; exits with 1 when a
 * secret was found, or a planted one was not. `--keep` leaves the folder.
 */
const isQuick = process.argv.includes("--quick");
const suite = isQuick
	? ["vault", "keys", "proxy", "targets", "providers", "unified", "accounts", "limits"].map((name) => `./tests/${name}`)
	: ["./tests"];
const startedAtMs = Date.now();

const folder = mkdtempSync(join(tmpdir(), "lensai-check-secrets-"));
const kept = join(folder, "kept");
const planted = join(folder, "planted");
for (const each of [kept, planted]) mkdirSync(each);
// PostgreSQL runs as a user of its own.
for (const each of [folder, kept, planted]) chmodSync(each, 0o755);
const env = { ...process.env, TMPDIR: kept, LENSAI_TEST_KEEP: kept };

/** Runs one command with all of its output in a file of the folder. */
async function run(name: string, command: string[]): Promise<number> {
	const output = Bun.file(join(kept, `${name}-output.txt`));
	const child = Bun.spawn(command, { cwd: root, env, stdout: output, stderr: output });
	const code = await child.exited;
	// Titles of tests are no output of the product, and some say which key they are about.
	const lines = (await output.text()).split("\n").filter((line) => !/^\((pass|fail|skip|todo)\) /.test(line));
	await output.write(lines.join("\n"));
	return code;
}

/** Dumps that the system has put into the repository meanwhile. */
function dumpsIn(path: string): string[] {
	return readdirSync(path)
		.filter((name) => /^(core|.*\.dmp|.*crash.*)/i.test(name))
		.map((name) => join(path, name))
		.filter((file) => statSync(file).isFile() && statSync(file).mtimeMs >= startedAtMs);
}

const suiteExitCode = await run("suite", [process.execPath, "test", ...suite]);
const crashExitCode = await run("crash", [process.execPath, "tests/secrets/crash.ts"]);
const finder = createFinder(usedKeys(join(folder, usedKeysFile)));
const found = await scan(kept, finder);
const dumps = dumpsIn(root);
for (const dump of dumps)
	for (const secret of finder.find(Buffer.from(await Bun.file(dump).arrayBuffer()).toString("latin1")))
		found.findings.push({ secret: masked(secret), place: dump });

const secrets = await plant(planted);
const again = await scan(planted, createFinder(secrets.map(({ secret }) => secret)));
const missed = secrets.filter(
	({ secret, place }) => !again.findings.some((each) => each.secret === masked(secret) && each.place.startsWith(place)),
);
for (const { secret, place } of missed) console.error(`planted and not found: ${masked(secret)} in ${place}`);
for (const { secret, place } of found.findings) console.error(`found: ${secret} in ${place}`);
for (const each of found.unreadable) console.error(`scanned as files only: ${each}`);
if (process.argv.includes("--keep")) console.error(`all of it is in ${folder}`);
else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

const code = report(
	[
		{ name: "suiteExitCode", value: suiteExitCode, atMost: 0 },
		{ name: "crashExitCode", value: crashExitCode, atMost: 0 },
		{ name: "providerKeys", value: finder.keys, atLeast: 20 },
		{ name: "filesScanned", value: found.filesScanned, atLeast: 1000 },
		{ name: "rowsScanned", value: found.rowsScanned, atLeast: 100 },
		{ name: "secretsFound", value: found.findings.length, atMost: 0 },
		// Two tests break their PostgreSQL for good.
		{ name: "unreadable", value: found.unreadable.length, atMost: 2 },
		{ name: "planted", value: secrets.length, atLeast: 8 },
		{ name: "plantedFound", value: secrets.length - missed.length, atLeast: secrets.length },
	],
	{
		mebibytesScanned: Math.round(found.bytesScanned / 1024 ** 2),
		dumps: dumps.length,
		minutes: Math.round((Date.now() - startedAtMs) / 6000) / 10,
	},
);
process.exit(code);
