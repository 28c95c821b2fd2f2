import { createTransport } from 'nodemailer';
import type { Mail, Mailer } from './mail.ts';
import { messageOf } from './message.ts';

/** A relay that does not answer is given up while the job that waits for it has time to say so. */
const TIMEOUTS = {
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  dnsTimeout: 5_000,
  socketTimeout: 10_000,
};

export type SmtpSettings = Readonly<{
  /** `smtps://user:password@host:465`, or `smtp:` for STARTTLS. */
  url: string;
  from: string;
  /** Whether an `smtp:` relay that offers no STARTTLS is refused. */
  tlsRequired: boolean;
}>;

/** Hands mail to a relay, over one connection for as many as are sent at a time. */
export function createSmtpMailer({ url, from, tlsRequired }: SmtpSettings): Mailer {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const relay = createTransport({
    pool: true,
    maxConnections: 1,
    host: hostname,
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    requireTLS: tlsRequired && !secure,
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    ...TIMEOUTS,
  });
  return {
    async send(mail: Mail) {
      await relay.sendMail(messageOf(mail, from));
    },
    close: () => relay.close(),
  };
}
