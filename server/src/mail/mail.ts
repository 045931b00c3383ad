/** A message to one person, as plain text. */
export interface Mail {
	to: string;
	subject: string;
	text: string;
}

/** Sends a message. Throws DomainError `mail_failed` (502) when it cannot be handed over. */
export type SendMail = (mail: Mail) => Promise<void>;
