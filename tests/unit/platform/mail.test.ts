import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../../src/platform/config.ts';
import { type Mail, openMailer } from '../../../src/platform/mail/mail.ts';
import { startSmtpSink } from '../../support/smtp-sink.ts';

const MAIL: Mail = {
  id: '01a1fe4f-2191-70d7-ac5a-e017c3b2b37b',
  to: 'anna@acme.test',
  subject: 'Your referral of Müller & Söhne\r\nBcc: thief@evil.test was accepted',
  text: 'Line one.\n.\nLine three: ü.\n',
  writtenAt: new Date('2026-03-02T09:00:00Z'),
};

const folder = mkdtempSync(join(tmpdir(), 'portal-mail-'));
let sink: Awaited<ReturnType<typeof startSmtpSink>>;
beforeAll(async () => {
  sink = await startSmtpSink();
});
afterAll(async () => {
  await sink.stop();
  rmSync(folder, { recursive: true, force: true });
});

const relay = () =>
  openMailer(
    loadConfig({ MAIL_ADAPTER: 'smtp', MAIL_SMTP_URL: sink.url, MAIL_FROM: 'Portal <portal@vendor.test>' }),
  );

/** Headers with their continuation lines, in lower case, and the body as a person reads it. */
function read(message: string) {
  const [head = '', ...rest] = message.replaceAll('\r\n', '\n').split('\n\n');
  const headers = new Map(
    head
      .replaceAll(/\n[ \t]+/g, ' ')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { headers, body: rest.join('\n\n') };
}

const HEADERS = {
  from: 'Portal <portal@vendor.test>',
  to: 'anna@acme.test',
  'message-id': '<01a1fe4f-2191-70d7-ac5a-e017c3b2b37b@vendor.test>',
  'x-portal-notification': '01a1fe4f-2191-70d7-ac5a-e017c3b2b37b',
  'auto-submitted': 'auto-generated',
  date: 'Mon, 02 Mar 2026 09:00:00 +0000',
};

it('hands mail to a relay, under an id that a repeat shares, and lets no line break make a header', async () => {
  const mailer = relay();
  await mailer.send(MAIL);
  await mailer.send(MAIL);
  mailer.close();
  const [first, second] = sink.received.splice(0);
  expect(first).toMatchObject({ from: 'portal@vendor.test', to: 'anna@acme.test' });
  const { headers } = read(first!.message);
  expect(Object.fromEntries(headers)).toMatchObject(HEADERS);
  expect(headers.has('bcc')).toBe(false);
  expect(Object.fromEntries(read(second!.message).headers)).toMatchObject(HEADERS);
});

it('says so where the relay refuses, or is not there', async () => {
  const mailer = relay();
  await expect(mailer.send({ ...MAIL, to: 'nobody@refused.test' })).rejects.toMatchObject({
    responseCode: 550,
  });
  await mailer.send(MAIL);
  mailer.close();
  expect(sink.received.splice(0)).toHaveLength(1);
  const closed = await startSmtpSink();
  await closed.stop();
  const lost = openMailer(
    loadConfig({ MAIL_ADAPTER: 'smtp', MAIL_SMTP_URL: closed.url, MAIL_FROM: 'portal@vendor.test' }),
  );
  await expect(lost.send(MAIL)).rejects.toThrow();
  lost.close();
});

it('sends nothing over a line that is not encrypted in production', async () => {
  const config = loadConfig({
    MAIL_ADAPTER: 'smtp',
    MAIL_SMTP_URL: sink.url,
    MAIL_FROM: 'portal@vendor.test',
  });
  if (config.mail?.adapter !== 'smtp') throw new Error('No relay is configured.');
  const mailer = openMailer({ ...config, mail: { ...config.mail, tlsRequired: true } });
  await expect(mailer.send(MAIL)).rejects.toThrow();
  mailer.close();
  expect(sink.received).toEqual([]);
});

it('files mail for its owner only, once though it is sent twice', async () => {
  const mailer = openMailer(loadConfig({ PORTAL_DATA: folder, MAIL_FROM: 'Portal <portal@vendor.test>' }));
  await mailer.send(MAIL);
  await mailer.send(MAIL);
  mailer.close();
  const files = readdirSync(join(folder, 'mail'));
  expect(files).toEqual([`${MAIL.id}.eml`]);
  const file = join(folder, 'mail', files[0]!);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(Object.fromEntries(read(readFileSync(file, 'utf8')).headers)).toMatchObject(HEADERS);
});

it('is not there in production until it is configured', () => {
  const production = {
    PORTAL_STAGE: 'production',
    DATABASE_URL: 'postgresql://app@database.example/portal',
    OIDC_ISSUER: 'https://identity.example',
    OIDC_AUDIENCE: 'portal',
  };
  expect(() => openMailer(loadConfig(production))).toThrow(ConfigError);
});
