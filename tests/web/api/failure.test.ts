import { describe, expect, test } from "bun:test";
import { ApiFailure, dataOf, successOf } from "../../../web/src/api/failure";

const refused = (status: number, value: unknown) => Promise.resolve({ data: null, error: { value }, status });

describe("dataOf", () => {
	test("gives the data of a success", async () => {
		expect(await dataOf(Promise.resolve({ data: { n: 1 }, error: null, status: 200 }))).toEqual({ n: 1 });
	});

	test("throws the problem that the server described", async () => {
		const problem = { type: "x", title: "Not found", status: 404, code: "not_found", detail: "There is no such call." };
		await expect(dataOf(refused(404, problem))).rejects.toEqual(
			new ApiFailure(404, "not_found", "There is no such call."),
		);
	});

	test("keeps the status of an answer that is no problem", async () => {
		await expect(dataOf(refused(502, "<html>bad gateway</html>"))).rejects.toMatchObject({
			status: 502,
			code: "http_502",
		});
	});

	test("says that the server is gone when nothing answered", async () => {
		await expect(dataOf(refused(503, new TypeError("Failed to fetch")))).rejects.toMatchObject({
			status: 0,
			code: "server_gone",
		});
		await expect(dataOf(Promise.reject(new TypeError("Failed to fetch")))).rejects.toMatchObject({
			code: "server_gone",
		});
	});

	test("tells a store that is down from a server that is gone", async () => {
		const problem = { code: "store_unavailable", detail: "The database does not answer." };
		await expect(dataOf(refused(503, problem))).rejects.toMatchObject({ status: 503, code: "store_unavailable" });
	});
});

test("a success may have nothing to say", async () => {
	expect(await successOf(Promise.resolve({ data: null, error: null, status: 204 }))).toBeNull();
});
