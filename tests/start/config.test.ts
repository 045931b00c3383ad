import { describe, expect, test } from "bun:test";
import { readConfig } from "../../server/src/config";
import { StartError } from "../../server/src/errors";

function problemsOf(env: Record<string, string>): string[] {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof StartError) return error.message.split("\n");
		throw error;
	}
	return [];
}

const secret = "0123456789abcdef0123456789abcdef";

test("a mistyped variable of ours is named; those of clients and of others are not", () => {
	const mistyped = { LENSAI_UPSTREAM_OPENIA: "http://127.0.0.1:1", LENSAI_KEY: "lk_x", PATH: "/bin" };
	expect(readConfig(mistyped).unknownVariables).toEqual(["LENSAI_UPSTREAM_OPENIA"]);
	const right = { LENSAI_UPSTREAM_OPENAI: "http://127.0.0.1:1", LENSAI_KEK_FORMER: "", LENSAI_LOG_LEVEL: "warn" };
	expect(readConfig(right).unknownVariables).toEqual([]);
});

describe("without any environment", () => {
	test("everything has a default that opens nothing to the network", () => {
		const config = readConfig({});
		expect(config).toMatchObject({
			host: "127.0.0.1",
			port: 5367,
			publicUrl: "http://localhost:5367",
			providers: {},
			allowPrivateUpstreams: false,
			kek: undefined,
			secret: undefined,
			databaseUrl: undefined,
			clickhouseUrl: undefined,
		});
		expect(config.dataDir).toEndWith("/.lensai");
		expect(Object.isFrozen(config)).toBe(true);
	});

	test("root keeps its data where servers do, and a terminal gets readable text", () => {
		expect(readConfig({}, { isRoot: true }).dataDir).toBe("/var/lib/lensai");
		expect(readConfig({}, { isTerminal: true }).logFormat).toBe("text");
		expect(readConfig({}).logFormat).toBe("json");
	});
});

describe("values", () => {
	test("that are empty or blank count as not given", () => {
		expect(readConfig({ LENSAI_PORT: "", LENSAI_SECRET: "  ", DATABASE_URL: "" })).toMatchObject({
			port: 5367,
			secret: undefined,
			databaseUrl: undefined,
		});
	});

	test("of URLs lose the slashes at their end", () => {
		const config = readConfig({
			LENSAI_UPSTREAM_OPENAI: "http://127.0.0.1:9/v1/",
			LENSAI_PUBLIC_URL: "https://lens.test//",
		});
		expect(config.providers).toEqual({ openai: { upstream: "http://127.0.0.1:9/v1" } });
		expect(config.publicUrl).toBe("https://lens.test");
	});

	test("of a relative data folder become absolute", () => {
		expect(readConfig({ LENSAI_DATA_DIR: "data" }).dataDir).toBe(`${process.cwd()}/data`);
	});
});

describe("problems", () => {
	test("are reported all at once, one line each", () => {
		const problems = problemsOf({
			LENSAI_PORT: "70000",
			LENSAI_SECRET: "short",
			LENSAI_LOG: "xml",
			LENSAI_LOG_LEVEL: "loud",
			LENSAI_PUBLIC_URL: "ftp://lens.test",
			DATABASE_URL: "mysql://root:hunter2@db/x",
			CLICKHOUSE_URL: "clickhouse:hunter2",
			SMTP_URL: "hunter2",
		});
		expect(problems.map((line) => line.split(/[ =]/, 1)[0]).toSorted()).toEqual([
			"CLICKHOUSE_URL",
			"DATABASE_URL",
			"LENSAI_LOG",
			"LENSAI_LOG_LEVEL",
			"LENSAI_PORT",
			"LENSAI_PUBLIC_URL",
			"LENSAI_SECRET",
			"SMTP_URL",
		]);
	});

	test("never repeat a value that may hold a secret", () => {
		const said = problemsOf({
			LENSAI_SECRET: "hunter2",
			DATABASE_URL: "mysql://root:hunter2@db/x",
			CLICKHOUSE_URL: "clickhouse:hunter2",
			SMTP_URL: "hunter2",
			LENSAI_UPSTREAM_OPENAI: "key:hunter2@openai",
			LENSAI_PUBLIC_URL: "//hunter2",
		});
		expect(said).toHaveLength(6);
		expect(said.join("\n")).not.toContain("hunter2");
	});

	test.each(["-1", "65536", "80.5", "http", "1e9"])("a port of %s is none", (port) => {
		expect(problemsOf({ LENSAI_PORT: port })).toEqual([
			expect.stringMatching(/^LENSAI_PORT=.* is not a whole number from/),
		]);
	});
});

describe("a server that the network can reach", () => {
	test.each(["0.0.0.0", "::", "192.168.1.10", "lens.test", "127.0.0.1.evil.test"])("needs a secret on %s", (host) => {
		expect(problemsOf({ LENSAI_HOST: host })).toEqual([expect.stringContaining("needs LENSAI_SECRET")]);
		expect(problemsOf({ LENSAI_HOST: host, LENSAI_SECRET: secret })).toEqual([]);
	});

	test.each(["127.0.0.1", "127.8.8.8", "localhost", "::1"])("is not one that listens on %s", (host) => {
		expect(problemsOf({ LENSAI_HOST: host })).toEqual([]);
	});

	test("needs a secret of at least 32 characters", () => {
		expect(problemsOf({ LENSAI_SECRET: secret.slice(1) })).toEqual([
			expect.stringContaining("LENSAI_SECRET is too short"),
		]);
	});
});

describe("tokens", () => {
	const common = { JWT_ISSUER: "https://id.example", JWT_AUDIENCE: "lensai" };

	test("are not taken unless it is said how to check them", () => {
		expect(readConfig(common).tokens).toBeUndefined();
		expect(readConfig({ ...common, JWT_SECRET: secret }).tokens).toEqual({
			secret,
			jwksUrl: undefined,
			issuer: "https://id.example",
			audience: "lensai",
		});
	});

	test.each<[Record<string, string>, string[]]>([
		[{ ...common, JWT_SECRET: "short" }, ["JWT_SECRET is too short: give at least 32 characters"]],
		[
			{ ...common, JWT_SECRET: secret, JWT_JWKS_URL: "https://id.example/keys" },
			["JWT_SECRET and JWT_JWKS_URL exclude each other: set one"],
		],
		[
			{ ...common, JWT_JWKS_URL: "http://id.example/keys" },
			["JWT_JWKS_URL needs https: whoever could change its answer could sign in as anybody"],
		],
		[
			{ JWT_SECRET: secret },
			[
				"JWT_ISSUER is missing: the iss that tokens must have",
				"JWT_AUDIENCE is missing: the aud that tokens must have",
			],
		],
		[{ ...common, JWT_JWKS_URL: "http://127.0.0.1:9/keys" }, []],
	])("with %j are told of %j", (env, problems) => {
		expect(problemsOf(env)).toEqual(problems);
	});
});
