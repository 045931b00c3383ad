import { dlopen } from "bun:ffi";

/** https://man7.org/linux/man-pages/man7/signal.7.html; the same on macOS. */
const SIGABRT = 6;
const byDefault = null;

/**
 * Lets SIGABRT, which supervisors send to a server that hangs, end the process at once again. The engine's own handler writes a stack
 * trace first, and needs minutes to find the names for it (engine 26.7).
 */
export function dieOnAbort(): void {
	try {
		const library = process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6";
		dlopen(library, { signal: { args: ["i32", "ptr"], returns: "ptr" } }).symbols.signal(SIGABRT, byDefault);
	} catch {
		// Another C library, e.g. musl: the engine's handler stays.
	}
}
