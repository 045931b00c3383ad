import { DomainError, StartError } from "../../errors";

/** PostgreSQL is away, hangs or has no room. The caller may try again later. */
export function storeUnavailable(reason: string, cause?: unknown): DomainError {
	const error = new DomainError(
		"store_unavailable",
		503,
		`The database cannot be used: ${reason}. Try again in a moment.`,
	);
	error.cause = cause;
	return error;
}

/**
 * Why the database could not be used, by error code: of the socket, of postgres-js, or an SQLSTATE
 * (https://www.postgresql.org/docs/18/errcodes-appendix.html, checked 2026-11-22).
 */
const reasons: Record<string, string> = {
	ECONNREFUSED: "nothing listens there",
	ENOENT: "nothing listens there",
	ENOTFOUND: "no such host",
	EAI_AGAIN: "the host's name cannot be looked up",
	ECONNRESET: "the connection was cut",
	EPIPE: "the connection was cut",
	ETIMEDOUT: "the host does not answer",
	EHOSTUNREACH: "the host cannot be reached",
	ENETUNREACH: "the network cannot be reached",
	EACCES: "its socket may not be entered",
	EAGAIN: "it takes no more connections",
	CONNECT_TIMEOUT: "it does not answer",
	CONNECTION_CLOSED: "the connection was cut",
	CONNECTION_DESTROYED: "the connection was cut",
	CONNECTION_ENDED: "it is being closed",
	"53100": "its disk is full",
	"53200": "it is out of memory",
	"53300": "it takes no more connections",
	"57P01": "it is shutting down",
	"57P02": "it has crashed and recovers",
	"57P03": "it is starting or stopping",
};

/** What the code of an error says of the database; undefined for an error in the query itself. */
export function reasonOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error ? reasons[String(error.code)] : undefined;
}

/** What is wrong with DATABASE_URL when the first connection fails, by SQLSTATE. */
const refusals: Record<string, string> = {
	"28P01": "it refuses the password",
	"28000": "it refuses the user",
	"3D000": "there is no such database: create it first",
};

/** The one line for a DATABASE_URL that cannot be used. It names host and database, never the password. */
export function unusableUrl(databaseUrl: string, error: unknown): StartError {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const reason = refusals[code] ?? reasonOf(error) ?? described(error);
	const { host, pathname } = new URL(databaseUrl);
	return new StartError(`PostgreSQL at ${host}${pathname} cannot be used (${reason}): check DATABASE_URL.`, {
		cause: error,
	});
}

function described(error: unknown): string {
	if (error instanceof DomainError) return "it does not answer as PostgreSQL does";
	return error instanceof Error ? error.message : String(error);
}
