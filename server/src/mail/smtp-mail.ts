import { createTransport } from "nodemailer";
import { DomainError } from "../errors";
import type { SendMail } from "./mail";

interface SmtpOptions {
	/** `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte. */
	url: string;
	from: string;
	/** Called with what the mail server said; the user is told less. */
	onFailure: (error: unknown) => void;
}

/** Sends messages by SMTP; gives up after 10 s on a server that says nothing. */
export function smtpMail({ url, from, onFailure }: SmtpOptions): SendMail {
	const patience = { connectionTimeout: 5000, greetingTimeout: 5000, socketTimeout: 10_000 };
	const transport = createTransport({ url, ...patience });
	return async ({ to, subject, text }) => {
		try {
			await transport.sendMail({ from, to, subject, text });
		} catch (error) {
			onFailure(error);
			throw new DomainError(
				"mail_failed",
				502,
				"The mail could not be sent. Check SMTP_URL; the server's log says why.",
			);
		}
	};
}
