import { expect, test } from "bun:test";
import { loadCall } from "../../../web/src/call/load-call";

test.each(["not-a-call", "", "01a20739-e8a1-7510-b102-bbbc4727f81", "01a20739-e8a1-7510-b102-bbbc4727f81f0"])(
	"%p is the id of no call",
	async (id) => {
		await expect(loadCall(id)).rejects.toMatchObject({
			status: 404,
			code: "not_found",
			message: `There is no call ${id}.`,
		});
	},
);
