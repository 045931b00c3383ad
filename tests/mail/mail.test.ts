import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { consoleMail } from "../../server/src/mail/console-mail";
import { smtpMail } from "../../server/src/mail/smtp-mail";

const mail = {
	to: "ada@example.com",
	subject: "Sign in to LensAI",
	text: "Open this:\n\nhttp://localhost/?token=a=b&c=d",
};

describe("mail by SMTP", () => {
	const received: Email[] = [];
	let port: number;
	const server = new SMTPServer({
		disabledCommands: ["AUTH", "STARTTLS"],
		onRcptTo: ({ address }, _session, done) =>
			done(address === "nobody@example.com" ? new Error("No such mailbox") : undefined),
		onData: async (stream, _session, done) => {
			received.push(await PostalMime.parse(await new Response(stream as never).arrayBuffer()));
			done();
		},
	});
	beforeAll(async () => {
		const listener = server.listen(0, "127.0.0.1");
		await once(listener, "listening");
		port = (listener.address() as AddressInfo).port;
	});
	afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

	const failures: unknown[] = [];
	const from = "LensAI <lensai@example.com>";
	const onFailure = (error: unknown) => failures.push(error);

	test("arrives with its link unbroken", async () => {
		await smtpMail({ url: `smtp://127.0.0.1:${port}`, from, onFailure })(mail);
		expect(received).toHaveLength(1);
		expect(received[0]).toMatchObject({ from: { address: "lensai@example.com" }, subject: mail.subject });
		expect(received[0]?.to).toMatchObject([{ address: mail.to }]);
		expect(received[0]?.text?.trim()).toBe(mail.text);
	});

	test.each([
		["refused by the mail server", () => `smtp://127.0.0.1:${port}`, "nobody@example.com"],
		["for a mail server that is away", () => "smtp://127.0.0.1:1", mail.to],
	])("%s is mail_failed, and the reason goes to the log only", async (_case, url, to) => {
		failures.length = 0;
		const send = smtpMail({ url: url(), from, onFailure });
		await expect(send({ ...mail, to })).rejects.toMatchObject({ code: "mail_failed", status: 502 });
		expect(failures).toHaveLength(1);
	});
});

test("mail on the console shows whom it is for and the link on a line of its own", async () => {
	const printed: string[] = [];
	await consoleMail((text) => void printed.push(text))(mail);
	expect(printed.join("")).toContain("To ada@example.com: Sign in to LensAI");
	expect(printed.join("").split("\n")).toContain("  http://localhost/?token=a=b&c=d");
});
