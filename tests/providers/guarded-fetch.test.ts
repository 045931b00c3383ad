import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createAddressGuard } from "../../server/src/providers/address-guard";
import { guardedFetch } from "../../server/src/providers/guarded-fetch";
import { Refusal } from "../../server/src/proxy/refusal";
import { createCertificate } from "../support/certificate";

const { cert, key } = createCertificate("llm.test");
/** What the server was asked: its host by header. */
const asked: { host: string | null; url: string }[] = [];
const answer = (request: Request) => {
	asked.push({ host: request.headers.get("host"), url: request.url });
	const moved = { location: "http://169.254.169.254/latest/meta-data/" };
	return request.url.endsWith("/moved") ? new Response(null, { status: 307, headers: moved }) : new Response("hello");
};
let secure: ReturnType<typeof Bun.serve>;
let plain: ReturnType<typeof Bun.serve>;
beforeAll(() => {
	secure = Bun.serve({ port: 0, hostname: "127.0.0.1", tls: { cert, key }, fetch: answer });
	plain = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: answer });
});
afterAll(async () => {
	await Promise.all([secure.stop(true), plain.stop(true)]);
});

/** Names as a nameserver answers, one answer after another; the last one stays. */
function resolving(...answers: string[][]) {
	let looks = 0;
	return async () => answers[Math.min(looks++, answers.length - 1)] ?? [];
}

/** `fetch` that trusts our certificate. */
const trusting = (url: string, init: RequestInit) => {
	const { tls } = init as { tls?: object };
	return fetch(url, { ...init, ...(tls && { tls: { ...tls, ca: cert } }) } as RequestInit);
};
const through = (resolve: () => Promise<string[]>, allowPrivate = true) =>
	guardedFetch(createAddressGuard({ allowPrivate, resolve }), trusting);

describe("a connection to a host that a user named", () => {
	test("goes to the address that was checked, in the host's name", async () => {
		const response = await through(resolving(["127.0.0.1"]))(`http://llm.test:${plain.port}/v1/models?a=1`, {});
		expect(await response.text()).toBe("hello");
		expect(asked.at(-1)).toEqual({
			host: `llm.test:${plain.port}`,
			url: `http://llm.test:${plain.port}/v1/models?a=1`,
		});
	});

	test("has its certificate checked for the host, not for the address", async () => {
		const ask = through(resolving(["127.0.0.1"]));
		expect(await (await ask(`https://llm.test:${secure.port}/v1/models`, {})).text()).toBe("hello");
		expect(asked.at(-1)?.host).toBe(`llm.test:${secure.port}`);
		const before = asked.length;
		const failure = await ask(`https://other.test:${secure.port}/v1/models`, {}).catch((error) => error.code);
		expect(failure).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
		expect(asked.length).toBe(before);
	});

	test("is not made when the name has come to stand for another address since it was saved", async () => {
		const resolve = resolving(["93.184.215.14"], ["127.0.0.1"]);
		const guard = createAddressGuard({ allowPrivate: false, resolve });
		const url = `https://llm.test:${secure.port}/v1/models`;
		expect(await guard.require(new URL(url))).toEqual(["93.184.215.14"]);
		const before = asked.length;
		const refusal = await guardedFetch(guard, trusting)(url, {}).catch((error) => error);
		expect(refusal).toBeInstanceOf(Refusal);
		expect([refusal.status, refusal.code]).toEqual([502, "address_refused"]);
		expect(asked.length).toBe(before);
	});

	test("looks no name up a second time between check and connection", async () => {
		let looks = 0;
		const ask = through(async () => (looks++ === 0 ? ["127.0.0.1"] : ["203.0.113.1"]));
		expect((await ask(`http://llm.test:${plain.port}/`, {})).status).toBe(200);
		expect(looks).toBe(1);
	});

	test("does not follow where it is sent", async () => {
		const response = await through(resolving(["127.0.0.1"]))(`http://llm.test:${plain.port}/moved`, {});
		expect([response.status, response.headers.get("location")]).toEqual([
			307,
			"http://169.254.169.254/latest/meta-data/",
		]);
	});
});
