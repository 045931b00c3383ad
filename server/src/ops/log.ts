import pino, { type Logger } from "pino";
import type { Config } from "../config";

export type Log = Logger;

const colours: Record<string, string> = { debug: "\x1b[2m", info: "", warn: "\x1b[33m", error: "\x1b[31m" };
const reset = "\x1b[0m";

/** One JSON object a line, or one readable line on a terminal. Never given a body or a header of a call. */
export function createLog({ logFormat, logLevel }: Pick<Config, "logFormat" | "logLevel">): Log {
	const options = {
		level: logLevel,
		base: undefined,
		timestamp: pino.stdTimeFunctions.isoTime,
		formatters: { level: (label: string) => ({ level: label }) },
	};
	return logFormat === "json"
		? pino(options)
		: pino(options, { write: (line: string) => void process.stdout.write(readable(line)) });
}

function readable(line: string): string {
	const { time, level, msg, err, ...rest } = JSON.parse(line);
	const fields = Object.entries(rest).map(
		([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
	);
	const trace = err?.stack === undefined ? "" : `\n${err.stack}`;
	return `${colours[level] ?? ""}${time.slice(11, 19)} ${level.padEnd(5)} ${msg}${fields.join("")}${trace}${reset}\n`;
}
