import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createLocalIssuer } from '../../../src/platform/auth/local-issuer.ts';
import { ConfigError, LOCAL_ISSUER, loadConfig } from '../../../src/platform/config.ts';

const PRODUCTION = {
  PORTAL_STAGE: 'production',
  DATABASE_URL: 'postgresql://app:planted-password@database.example/portal',
  OIDC_ISSUER: 'https://identity.example',
  OIDC_AUDIENCE: 'portal',
};

const folder = mkdtempSync(join(tmpdir(), 'portal-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(environment: Record<string, string | undefined>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

it('needs no setting for development, and treats an empty one as not set', () => {
  expect(loadConfig({ PORT: '', LOG_LEVEL: ' ' })).toMatchObject({
    stage: 'development',
    port: 4_000,
    logLevel: 'info',
    database: {
      url: undefined,
      poolMax: 10,
      statementMillisecondsMax: 10_000,
      transactionMillisecondsMax: 15_000,
    },
    oidc: {
      issuer: LOCAL_ISSUER,
      audience: 'partner-portal',
      isLocal: true,
      algorithms: ['RS256', 'ES256', 'EdDSA'],
    },
    http: {
      bodyBytesMax: 262_144,
      corsOrigins: [],
      admission: { inFlightMax: 10, waitingMax: 100, waitMillisecondsMax: 2_000 },
    },
    anonymousOperations: 'any',
  });
});

it('serves no more at once than the database has connections for, unless told otherwise', () => {
  const admissionOf = (environment: Record<string, string>) => loadConfig(environment).http.admission;
  expect(admissionOf({ DATABASE_POOL_MAX: '3' })).toMatchObject({ inFlightMax: 3, waitingMax: 30 });
  expect(admissionOf({ HTTP_IN_FLIGHT_MAX: '7', HTTP_WAITING_MAX: '0' })).toMatchObject({
    inFlightMax: 7,
    waitingMax: 0,
  });
});

it('accepts production with what it demands, and persisted operations only', () => {
  expect(loadConfig(PRODUCTION)).toMatchObject({
    stage: 'production',
    oidc: { issuer: 'https://identity.example', isLocal: false },
    anonymousOperations: 'persisted',
  });
  expect(loadConfig({ PORTAL_STAGE: 'test' }).anonymousOperations).toBe('persisted');
});

it.each([
  ['PORTAL_STAGE', 'staging'],
  ['PORT', '70000'],
  ['PORT', '4e3'],
  ['DATABASE_URL', 'mysql://planted-secret@host/x'],
  ['DATABASE_MIGRATE_URL', 'planted-secret'],
  ['DATABASE_POOL_MAX', '0'],
  ['DATABASE_STATEMENT_TIMEOUT_MILLISECONDS', '29000'],
  ['DATABASE_TRANSACTION_TIMEOUT_MILLISECONDS', '9000'],
  ['OIDC_JWKS_URL', 'keys'],
  ['OIDC_ALGORITHMS', 'none'],
  ['OIDC_ALGORITHMS', 'RS256,HS256'],
  ['OIDC_ALGORITHMS', ','],
  ['LOG_LEVEL', 'loud'],
  ['ANONYMOUS_OPERATIONS', 'all'],
  ['HTTP_BODY_BYTES_MAX', '10'],
  ['HTTP_IN_FLIGHT_MAX', '0'],
  ['HTTP_WAITING_MAX', '10001'],
  ['HTTP_WAIT_MILLISECONDS_MAX', '20001'],
  ['CORS_ORIGINS', '*'],
  ['CORS_ORIGINS', 'https://portal.example/path'],
  ['MAIL_ADAPTER', 'pigeon'],
  ['MAIL_FROM', 'nobody'],
  ['MAIL_SMTP_URL', 'http://planted-secret@relay.example'],
])('refuses %s=%s by name, and does not repeat it', (name, value) => {
  const message = problemsOf({ [name]: value });
  expect(message).toContain(`- ${name}: Set it to`);
  if (value.includes('planted')) expect(message).not.toContain('planted');
});

it.each([
  ['the local issuer', 'OIDC_ISSUER', LOCAL_ISSUER],
  ['no issuer', 'OIDC_ISSUER', undefined],
  ['an issuer without https', 'OIDC_ISSUER', 'http://identity.example'],
  ['keys without https', 'OIDC_JWKS_URL', 'http://identity.example/keys'],
  ['no audience', 'OIDC_AUDIENCE', undefined],
  ['no database', 'DATABASE_URL', undefined],
  ['anonymous documents', 'ANONYMOUS_OPERATIONS', 'any'],
  ['an origin without https', 'CORS_ORIGINS', 'http://portal.example'],
])('refuses %s in production', (_what, name, value) => {
  const message = problemsOf({ ...PRODUCTION, [name]: value });
  expect(message).toContain(`- ${name}: `);
  expect(message).not.toContain('planted-password');
});

it('files mail in development, and in production sends it encrypted or not at all', () => {
  const relay = {
    MAIL_SMTP_URL: 'smtp://user:planted-secret@relay.example',
    MAIL_FROM: 'portal@vendor.example',
  };
  expect(loadConfig({ PORTAL_DATA: folder }).mail).toMatchObject({
    adapter: 'file',
    folder: join(folder, 'mail'),
  });
  expect(loadConfig(PRODUCTION).mail).toBeUndefined();
  expect(loadConfig({ ...PRODUCTION, MAIL_ADAPTER: 'smtp', ...relay }).mail).toEqual({
    adapter: 'smtp',
    from: relay.MAIL_FROM,
    url: relay.MAIL_SMTP_URL,
    tlsRequired: true,
  });
  expect(problemsOf({ ...PRODUCTION, MAIL_ADAPTER: 'file' })).toContain('- MAIL_ADAPTER: ');
  expect(problemsOf({ MAIL_ADAPTER: 'smtp' }).match(/^- MAIL_(FROM|SMTP_URL): /gm)).toHaveLength(2);
});

it('names every problem at once', () => {
  expect(problemsOf({ PORTAL_STAGE: 'production' }).match(/^- /gm)).toHaveLength(3);
  expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'x' }).match(/^- /gm)).toHaveLength(2);
});

it('keeps the key of the local issuer for its owner only, and the same after a restart', () => {
  const config = { ...loadConfig({ PORTAL_DATA: join(folder, 'a') }) };
  const first = createLocalIssuer(config);
  expect(createLocalIssuer(config).jwks()).toEqual(first.jwks());
  expect(first.jwks().keys[0]).not.toHaveProperty('d');
  expect(statSync(join(folder, 'a', 'local-issuer-key.pem')).mode & 0o777).toBe(0o600);
});

it('has no local issuer in production, nor with a broken key', () => {
  expect(() => createLocalIssuer(loadConfig({ ...PRODUCTION, PORTAL_DATA: folder }))).toThrow(ConfigError);
  writeFileSync(join(folder, 'local-issuer-key.pem'), 'broken');
  expect(() => createLocalIssuer(loadConfig({ PORTAL_DATA: folder }))).toThrow(/Delete it/);
});
