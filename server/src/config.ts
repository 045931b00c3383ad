import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { TokenSettings } from "./accounts/token-verifier";
import { StartError } from "./errors";
import type { AwsCredentials } from "./providers/authentication/sigv4";
import { type InEnvironment, readProviders } from "./providers/environment";
import { isKek } from "./vault/kek";

/** Everything that the environment decides, checked and frozen. What a user decides is data in PostgreSQL. */
export interface Config {
	host: string;
	port: number;
	dataDir: string;
	/** Base of every link, without a trailing slash. */
	publicUrl: string;
	/** Undefined: one is generated in the data folder, which is allowed on loopback only. */
	secret: string | undefined;
	databaseUrl: string | undefined;
	clickhouseUrl: string | undefined;
	/** Counts limits and keeps cached answers for all replicas; undefined: each process for itself. */
	redisUrl: string | undefined;
	smtpUrl: string | undefined;
	smtpFrom: string;
	/** Who owns the organization that the first start makes; asks for sign-in links with this address. */
	ownerEmail: string;
	/** How JSON Web Tokens are checked; undefined: none are taken. */
	tokens: TokenSettings | undefined;
	/** What overrides the built-in base URL of a provider, and the server's own keys, by provider id. */
	providers: Readonly<Record<string, InEnvironment>>;
	/** Lets custom providers live in private networks and on this machine. */
	allowPrivateUpstreams: boolean;
	/** 32 bytes as base64, or `aws-kms:<key ARN>`; undefined: derived from the secret. */
	kek: string | undefined;
	/** Former key-encryption keys, to open what they sealed; it is sealed anew at the start. */
	formerKeks: readonly string[];
	/** For `aws-kms:`; the access keys that calls to it are signed with. */
	awsCredentials: AwsCredentials | undefined;
	/** How long a provider may stay silent: before its first byte, or between two. */
	upstreamTimeoutMs: number;
	/** How long a client may take to send its request body. */
	bodyTimeoutMs: number;
	/** The largest body of a call that is read into memory. */
	maxBodyBytes: number;
	logFormat: "json" | "text";
	logLevel: LogLevel;
	/** Variables that begin with `LENSAI_` and mean nothing, as those that were mistyped. */
	unknownVariables: readonly string[];
}

const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

type Env = Record<string, string | undefined>;

/** Reads the environment. Throws StartError that lists every problem at once. */
export function readConfig(env: Env, { isTerminal = false, isRoot = false } = {}): Config {
	const problems: string[] = [];
	const read = reader(env, problems);

	const host = read.text("LENSAI_HOST") ?? "127.0.0.1";
	const port = read.integer("LENSAI_PORT", 5367, { min: 0, max: 65_535 });
	const secret = read.text("LENSAI_SECRET");
	if (secret !== undefined && secret.length < 32)
		problems.push("LENSAI_SECRET is too short: give at least 32 characters");
	if (secret === undefined && !isLoopbackHost(host)) {
		problems.push(
			`LENSAI_HOST=${host} opens the server to the network, which needs LENSAI_SECRET (for example the output of: openssl rand -base64 32)`,
		);
	}
	const config: Omit<Config, "unknownVariables"> = {
		host,
		port,
		dataDir: resolve(read.text("LENSAI_DATA_DIR") ?? (isRoot ? "/var/lib/lensai" : join(homedir(), ".lensai"))),
		publicUrl: read.url("LENSAI_PUBLIC_URL", ["http:", "https:"]) ?? `http://localhost:${port}`,
		secret,
		databaseUrl: read.url("DATABASE_URL", ["postgres:", "postgresql:"]),
		clickhouseUrl: read.url("CLICKHOUSE_URL", ["http:", "https:"]),
		redisUrl: read.url("REDIS_URL", ["redis:", "rediss:"]),
		smtpUrl: read.url("SMTP_URL", ["smtp:", "smtps:"]),
		smtpFrom: read.text("SMTP_FROM") ?? "LensAI <lensai@localhost>",
		ownerEmail: read.email("LENSAI_OWNER_EMAIL") ?? "owner@lensai.local",
		tokens: readTokens(read, problems),
		providers: readProviders({ text: read.text, url: (name) => read.url(name, ["http:", "https:"]) }),
		allowPrivateUpstreams: read.choice("LENSAI_ALLOW_PRIVATE_UPSTREAMS", ["true", "false"] as const) === "true",
		kek: read.kek("LENSAI_KEK"),
		formerKeks: [read.kek("LENSAI_KEK_FORMER")].filter((kek) => kek !== undefined),
		awsCredentials: awsCredentials(read.text),
		upstreamTimeoutMs: read.integer("LENSAI_UPSTREAM_TIMEOUT_MS", 600_000, { min: 100 }),
		bodyTimeoutMs: read.integer("LENSAI_BODY_TIMEOUT_MS", 60_000, { min: 100 }),
		maxBodyBytes: read.integer("LENSAI_MAX_BODY_BYTES", 64 * 1024 * 1024, { min: 1024 }),
		logFormat: read.choice("LENSAI_LOG", ["json", "text"] as const) ?? (isTerminal ? "text" : "json"),
		logLevel: read.choice("LENSAI_LOG_LEVEL", logLevels) ?? "info",
	};
	if (problems.length > 0) throw new StartError(problems.join("\n"));
	return Object.freeze({ ...config, unknownVariables: unknownOf(env, read.known) });
}

/** What clients read, and the Connect page names. */
const forClients = "LENSAI_KEY";

function unknownOf(env: Env, known: ReadonlySet<string>): string[] {
	return Object.keys(env).filter((name) => name.startsWith("LENSAI_") && name !== forClients && !known.has(name));
}

/** One way of checking, never two: a key that is published must never be taken for one that is shared. */
function readTokens(read: ReturnType<typeof reader>, problems: string[]): TokenSettings | undefined {
	const secret = read.text("JWT_SECRET");
	const jwksUrl = read.url("JWT_JWKS_URL", ["https:", "http:"]);
	const issuer = read.text("JWT_ISSUER");
	const audience = read.text("JWT_AUDIENCE");
	if (secret === undefined && jwksUrl === undefined) return undefined;
	if (secret !== undefined && jwksUrl !== undefined)
		problems.push("JWT_SECRET and JWT_JWKS_URL exclude each other: set one");
	if (secret !== undefined && secret.length < 32) problems.push("JWT_SECRET is too short: give at least 32 characters");
	if (jwksUrl?.startsWith("http:") && !isLoopbackHost(new URL(jwksUrl).hostname)) {
		problems.push("JWT_JWKS_URL needs https: whoever could change its answer could sign in as anybody");
	}
	if (issuer === undefined) problems.push("JWT_ISSUER is missing: the iss that tokens must have");
	if (audience === undefined) problems.push("JWT_AUDIENCE is missing: the aud that tokens must have");
	return { secret, jwksUrl, issuer: issuer ?? "", audience: audience ?? "" };
}

/** Whether a name or address can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
	return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

function awsCredentials(text: (name: string) => string | undefined): AwsCredentials | undefined {
	const accessKeyId = text("AWS_ACCESS_KEY_ID");
	const secretAccessKey = text("AWS_SECRET_ACCESS_KEY");
	if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
	return { accessKeyId, secretAccessKey, sessionToken: text("AWS_SESSION_TOKEN") };
}

function reader(env: Env, problems: string[]) {
	const known = new Set<string>();
	const text = (name: string) => {
		known.add(name);
		const value = env[name]?.trim();
		return value === "" ? undefined : value;
	};
	return {
		text,
		/** The names that were asked for. */
		known,
		integer(name: string, fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER }) {
			const value = text(name);
			if (value === undefined) return fallback;
			const number = Number(value);
			if (Number.isInteger(number) && number >= min && number <= max) return number;
			problems.push(`${name}=${value} is not a whole number from ${min} to ${max}`);
			return fallback;
		},
		choice<const T extends string>(name: string, choices: readonly T[]): T | undefined {
			const value = text(name);
			if (value === undefined) return undefined;
			const found = choices.find((choice) => choice === value);
			if (found === undefined) problems.push(`${name}=${value} is not one of ${choices.join(", ")}`);
			return found;
		},
		email(name: string): string | undefined {
			const value = text(name);
			if (value === undefined || /^[^\s@]+@[^\s@]+$/.test(value)) return value?.toLowerCase();
			problems.push(`${name}=${value} is not an e-mail address`);
			return undefined;
		},
		/** Never repeats the value. */
		kek(name: string): string | undefined {
			const value = text(name);
			if (value === undefined || isKek(value)) return value;
			problems.push(
				`${name} is neither 32 bytes as base64 (for example the output of: openssl rand -base64 32) nor aws-kms: and the ARN of a key`,
			);
			return undefined;
		},
		/** Never repeats the value: a database URL holds a password. */
		url(name: string, protocols: readonly string[]): string | undefined {
			const value = text(name);
			if (value === undefined) return undefined;
			if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value.replace(/\/+$/, "");
			problems.push(
				`${name} is not a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(" or ")}`,
			);
			return undefined;
		},
	};
}
