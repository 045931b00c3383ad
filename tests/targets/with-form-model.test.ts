import { expect, test } from "bun:test";
import { readFormFields } from "../../server/src/proxy/dialects/form-fields";
import { withFormModel } from "../../server/src/targets/with-form-model";

const type = 'multipart/form-data; boundary="b-1"';
const part = (name: string, value: string, more = "") =>
	`--b-1\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const end = "--b-1--\r\n";
/** Latin-1, so that each byte is one letter. */
const changed = (form: string, model = "new", contentType = type) => {
	const bytes = withFormModel(Buffer.from(form, "latin1"), contentType, model);
	return bytes && Buffer.from(bytes).toString("latin1");
};

const file = part("file", "RIFF\x00\xff model=old \r\n\r\n--b-", '; filename="model"\r\nContent-Type: audio/wav');

test.each([
	["before a file", part("model", "old") + file + end, part("model", "new") + file + end],
	["behind a file", file + part("model", "a-longer-one") + end, file + part("model", "new") + end],
	[
		"twice",
		part("model", "a") + file + part("model", "b") + end,
		part("model", "new") + file + part("model", "new") + end,
	],
	["empty", part("model", "") + end, part("model", "new") + end],
	["nowhere", `preamble\r\n${file}${end}`, `preamble\r\n${part("model", "new")}${file}${end}`],
])("a form that names its model %s asks for another, and no other byte changes", (_, form, expected) => {
	expect(changed(form)).toBe(expected);
});

test("what a client wrote is a form still", async () => {
	const form = new FormData();
	form.append("file", new Blob([Uint8Array.from({ length: 70_000 }, (_, index) => index % 256)]));
	form.append("model", "fast");
	form.append("language", "de");
	const request = new Request("http://localhost/", { method: "POST", body: form });
	const contentType = request.headers.get("content-type") ?? "";
	const body = withFormModel(await request.bytes(), contentType, "whisper-1");
	expect(body && readFormFields(body, contentType, ["model", "language"])).toEqual({
		model: "whisper-1",
		language: "de",
	});
	const read = await new Response(Buffer.from(body ?? []), { headers: { "content-type": contentType } }).formData();
	expect(read.get("model")).toBe("whisper-1");
	expect((read.get("file") as Blob).size).toBe(70_000);
});

test.each([
	["is no form", "x", "new", type],
	["has another type", part("model", "a") + end, "new", "application/json"],
	["would get a line break into it", part("model", "a") + end, "a\r\n--b-1--", type],
])("nothing is made of a body that %s", (_, form, model, contentType) => {
	expect(changed(form, model, contentType)).toBeUndefined();
});
