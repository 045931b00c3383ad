import { describe, expect, test } from "bun:test";
import { readFormFields } from "../../../server/src/proxy/dialects/form-fields";
import { openaiImages } from "../../../server/src/proxy/dialects/openai-images";
import { openaiTranscriptions } from "../../../server/src/proxy/dialects/openai-transcriptions";

const encode = (text: string) => new TextEncoder().encode(text);
const names = ["model", "stream"];

async function formOf(fields: Record<string, string | Blob>): Promise<{ body: Uint8Array; contentType: string }> {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.append(name, value);
	const request = new Request("http://localhost/", { method: "POST", body: form });
	// Bun 1.4.5 has no such header any more when the body was read first.
	const contentType = request.headers.get("content-type") ?? "";
	return { contentType, body: await request.bytes() };
}

const raw = (parts: readonly string[], end = "--b--\r\n") =>
	encode(parts.map((part) => `--b\r\n${part}\r\n`).join("") + end);
const read = (body: Uint8Array, contentType = "multipart/form-data; boundary=b") =>
	readFormFields(body, contentType, names);

describe("a form's fields", () => {
	test("are read before and behind files of any bytes", async () => {
		const file = new Blob([Uint8Array.from({ length: 300_000 }, (_, index) => index % 256)]);
		const { body, contentType } = await formOf({ model: "whisper-1", file, mask: file, stream: "true", prompt: "no" });
		expect(readFormFields(body, contentType, names)).toEqual({ model: "whisper-1", stream: "true" });
	});

	test.each([
		["a quoted boundary", 'Multipart/Form-Data; charset=utf-8; Boundary="b"'],
		["spaces", "multipart/form-data ;  boundary = b "],
	])("are read with %s", (_, contentType) => {
		expect(read(raw(['Content-Disposition: form-data; name="model"\r\n\r\nm']), contentType)).toEqual({ model: "m" });
	});

	test.each([
		[
			"lower case and other headers first",
			'content-type: text/plain\r\ncontent-disposition: form-data; name="model"\r\n\r\nm',
		],
		["no quotes", "Content-Disposition: form-data; name=model\r\n\r\nm"],
		["a preceding filename", 'Content-Disposition: form-data; filename="a"; name="model"\r\n\r\nm'],
	])("are read with %s in a part's head", (_, part) => expect(read(raw([part]))).toEqual({ model: "m" }));

	test("keep line breaks and white space of their value, and the last of two counts", () => {
		const part = (value: string) => `Content-Disposition: form-data; name="model"\r\n\r\n${value}`;
		expect(read(raw([part("a"), part(" b\r\nc ")]))).toEqual({ model: " b\r\nc " });
	});

	test("are not taken from a part's value, a longer name or a file's name", () => {
		const inside =
			'Content-Disposition: form-data; name="x"\r\n\r\nContent-Disposition: form-data; name="model"\r\n\r\nno';
		const longer = 'Content-Disposition: form-data; name="model2"\r\n\r\nno';
		const fileName = 'Content-Disposition: form-data; filename="model"\r\n\r\nno';
		expect(read(raw([inside, longer, fileName]))).toEqual({});
	});

	test("leave a value out that is too long to be a name", () => {
		expect(read(raw([`Content-Disposition: form-data; name="model"\r\n\r\n${"x".repeat(5000)}`]))).toEqual({});
	});

	test.each([
		["a part without a value", ["Content-Disposition: form-data; name=model"]],
		["an empty part", [""]],
		["many empty parts", Array.from({ length: 20_000 }, () => "")],
	])("are none in %s", (_, parts) => expect(read(raw(parts))).toEqual({}));

	test.each(["", "--b", "--b\r\n", "--c--", "x"])("of the broken body %p are none", (text) => {
		expect(read(encode(text)) ?? {}).toEqual({});
	});

	test.each([
		"application/json",
		"",
		"multipart/form-data",
		"multipart/form-data; boundary=",
		"multipart/mixed; boundary=b",
	])("are not looked for in a body of type %p", (contentType) => expect(read(raw([]), contentType)).toBeUndefined());
});

describe("a request that comes as a form", () => {
	test.each([
		[
			{ model: "gpt-4o-transcribe", stream: "true" },
			{ model: "gpt-4o-transcribe", stream: true },
		],
		[
			{ model: "whisper-1", stream: "false" },
			{ model: "whisper-1", stream: false },
		],
		[{ model: "whisper-1" }, { model: "whisper-1", stream: false }],
	])("says of %p model and stream", async (fields, expected) => {
		const form = await formOf({ file: new Blob(["RIFF"]), ...fields });
		const request = { ...form, path: "audio/transcriptions", query: "" };
		expect(openaiTranscriptions.readRequest(request)).toEqual({ ...expected, asksForUsage: false });
	});

	test("may be JSON instead, for an edit of images by address", () => {
		const body = encode('{"model":"gpt-image-1","stream":true,"images":[]}');
		const request = { body, path: "images/edits", query: "", contentType: "application/json" };
		expect(openaiImages.readRequest(request)).toEqual({
			model: "gpt-image-1",
			stream: true,
			asksForUsage: false,
			maxTokens: null,
		});
	});
});
