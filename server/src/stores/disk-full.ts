/** As the system, SQLite and ClickHouse say it. */
const signs = [
	/\bENOSPC\b/,
	/\bSQLITE_FULL\b/,
	/database or disk is full/,
	/No space left on device/,
	/NOT_ENOUGH_SPACE/,
];

/** Whether an error, or what caused it, says that there is no room left. */
export function isDiskFull(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	const said = "code" in error ? `${error.code} ${error.message}` : error.message;
	return signs.some((sign) => sign.test(said)) || isDiskFull(error.cause);
}

/** The one line for it. */
export function diskFull(dataDir: string): string {
	return `The disk that holds ${dataDir} is full. Make room there, or set LENSAI_DATA_DIR to a folder on another disk.`;
}
