import type { SendMail } from "./mail";

/** Prints messages where the server runs, for installations without SMTP: whoever sees the console may sign in. */
export function consoleMail(print: (text: string) => void): SendMail {
	return async ({ to, subject, text }) => {
		print(`\n  To ${to}: ${subject}\n\n${text.replace(/^(?=.)/gm, "  ")}\n`);
	};
}
