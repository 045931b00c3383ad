import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * A virtual environment of Python with the official clients in the versions of `python/requirements.txt`, made once, in
 * `LENSAI_PYTHON_DIR` or `~/.cache/lensai/python`, in a folder for these versions and this Python. A stamp is written last: a
 * folder without it was interrupted, and is made anew. pip takes its packages from wherever the machine's own settings say.
 */
const requirements = join(import.meta.dir, "python/requirements.txt");
/** What google-genai 3.4.0 and httpx2 2.16.2 ask for. */
const oldest = [3, 11] as const;
const how =
	"The tests of the Python clients need Python 3.11 or newer with its venv module: on Debian `apt-get install python3 python3-venv`. " +
	"Another one than `python3` is named by LENSAI_PYTHON.";

/** Returns the environment's interpreter, after making the environment when it is missing. Throws with what to do, or pip's own words. */
export async function installPython(
	dir = process.env.LENSAI_PYTHON_DIR ?? join(homedir(), ".cache/lensai/python"),
	python = process.env.LENSAI_PYTHON ?? "python3",
): Promise<string> {
	const version = await versionOf(python);
	const wanted = await Bun.file(requirements).text();
	const home = join(dir, `${version}-${new Bun.CryptoHasher("sha256").update(wanted).digest("hex").slice(0, 12)}`);
	const [interpreter, stamp] = [join(home, "bin/python"), join(home, "installed")];
	if (existsSync(stamp)) return interpreter;
	await rm(home, { recursive: true, force: true });
	await mkdir(dir, { recursive: true });
	await run([python, "-m", "venv", home], how);
	await run([interpreter, "-m", "pip", "install", "--quiet", "--no-input", "--requirement", requirements]);
	await Bun.write(stamp, "");
	return interpreter;
}

async function versionOf(python: string): Promise<string> {
	if (Bun.which(python) === null) throw new Error(`There is no ${python}. ${how}`);
	const said = await run([python, "-c", "import sys; print(*sys.version_info[:3], sep='.')"], how);
	const [major = 0, minor = 0] = said.split(".").map(Number);
	if (major !== oldest[0] || minor < oldest[1]) throw new Error(`${python} is Python ${said}. ${how}`);
	return said;
}

/** What a command prints. Throws with its output, and with what may help, when it fails. */
async function run(command: string[], help = ""): Promise<string> {
	const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
	const [output, errors] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
	if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} failed. ${help}\n${output}${errors}`);
	return output.trim();
}

if (import.meta.main) console.log(await installPython());
