import { expect, test } from "bun:test";
import { parse } from "yaml";
import { readSource } from "./imports";

interface Service {
	image: string;
	ports: string[];
	volumes: string[];
	environment?: Record<string, string>;
	healthcheck: { test: string[]; interval: string; timeout: string; retries: number };
}

const compose = parse(readSource("docker-compose.yml"), { strict: true, uniqueKeys: true }) as {
	services: Record<string, Service>;
	volumes: Record<string, null>;
};
const services = Object.entries(compose.services);

test("brings PostgreSQL, ClickHouse, Redis, Kafka and MinIO", () => {
	expect(Object.keys(compose.services).sort()).toEqual(["clickhouse", "kafka", "minio", "postgres", "redis"]);
});

test.each(services)("%s is pinned to a version", (_, { image }) => {
	expect(image).toMatch(/^[a-z/-]+:(\d[\w.]*|RELEASE\.[\dTZ-]+)$/);
});

test.each(services)("%s listens on loopback only, on ports of its own", (_, { ports }) => {
	for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
	const all = services.flatMap(([, service]) => service.ports);
	expect(new Set(all).size).toBe(all.length);
});

test.each(services)("%s says when it is ready, by a command without a shell", (_, { healthcheck }) => {
	expect(healthcheck.test[0]).toBe("CMD");
	expect(healthcheck.test.length).toBeGreaterThan(1);
	expect(Number.parseInt(healthcheck.timeout, 10)).toBeLessThan(Number.parseInt(healthcheck.interval, 10));
	expect(healthcheck.retries).toBeGreaterThan(1);
});

test("every service keeps its data in a named volume, and every named volume is used", () => {
	const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(":")[0]));
	expect(used).toHaveLength(services.length);
	expect(new Set(used)).toEqual(new Set(Object.keys(compose.volumes)));
});

test("passwords can be set from outside", () => {
	const settings = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
	const passwords = settings.filter(([name]) => name.includes("PASSWORD"));
	expect(passwords.map(([name]) => name).sort()).toEqual([
		"CLICKHOUSE_PASSWORD",
		"MINIO_ROOT_PASSWORD",
		"POSTGRES_PASSWORD",
	]);
	for (const [name, value] of passwords) expect(value).toMatch(new RegExp(`^\\$\\{${name}:-[\\w-]{6,}\\}$`));
});
