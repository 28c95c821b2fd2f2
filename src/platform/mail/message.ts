import type { SendMailOptions } from 'nodemailer';
import type { Mail } from './mail.ts';

/**
 * The message of a mail. Its Message-ID follows from the mail's id, so that a repeat is recognized wherever the relay
 * leaves it alone; for where it does not, as with Amazon SES, a header of our own says the same.
 */
export function messageOf(mail: Mail, from: string): SendMailOptions {
  const host = /@([^\s@>]+)>?$/.exec(from)?.[1] ?? 'localhost';
  return {
    messageId: `<${mail.id}@${host}>`,
    date: mail.writtenAt,
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    headers: {
      // Answers to a machine's mail, such as a notice of absence, are for nobody.
      'Auto-Submitted': 'auto-generated',
      'X-Portal-Notification': mail.id,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
