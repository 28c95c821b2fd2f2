import { type Config, ConfigError } from '../config.ts';
import { createFileMailer } from './file-mailer.ts';
import { createSmtpMailer } from './smtp-mailer.ts';

export type Mail = Readonly<{
  /** Of whatever the mail tells, a UUID: sent again, it is the same message. */
  id: string;
  to: string;
  subject: string;
  text: string;
  /** When it was written, which a repeat does not change. */
  writtenAt: Date;
}>;

export type Mailer = Readonly<{
  /** Answers once the message is accepted. Throws where it was not, or where nobody knows. */
  send(mail: Mail): Promise<void>;
  close(): void;
}>;

/**
 * Opens the way by which mail leaves; it connects when the first is sent.
 * @throws ConfigError where none is configured
 */
export function openMailer({ mail }: Config): Mailer {
  if (!mail) throw new ConfigError(['MAIL_ADAPTER: Sending mail needs it. Set it to smtp, or leave it out.']);
  return mail.adapter === 'file' ? createFileMailer(mail) : createSmtpMailer(mail);
}
