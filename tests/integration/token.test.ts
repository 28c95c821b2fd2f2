import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLocalIssuer } from '../../src/platform/auth/local-issuer.ts';
import { createTokenVerifier, TOKEN_LENGTH_MAX } from '../../src/platform/auth/token.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { aSigningKey, type SigningKey, signed, startKeyServer } from '../support/key-server.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let key: SigningKey;
let otherKey: SigningKey;
let server: Awaited<ReturnType<typeof startKeyServer>>;
let now: number;
let failures: unknown[];

beforeAll(async () => {
  key = await aSigningKey('first');
  otherKey = await aSigningKey('second', 'ES256');
});

beforeEach(async () => {
  server = await startKeyServer();
  server.state.keys = [key];
  now = START;
  failures = [];
});

afterEach(() => server.stop());

const claims = (overrides: Record<string, unknown> = {}) => ({
  iss: server.issuer,
  aud: 'portal',
  sub: 'person-1',
  exp: now / SECOND + 300,
  email: 'jane@acme.example',
  email_verified: true,
  ...overrides,
});

const verifier = (jwksUrl: string | undefined = `${server.issuer}/keys`) =>
  createTokenVerifier({
    oidc: { issuer: server.issuer, audience: 'portal', algorithms: ['RS256', 'ES256', 'EdDSA'], jwksUrl },
    now: () => now,
    onKeysUnavailable: (error) => failures.push(error),
  });

const bearer = async (overrides: Record<string, unknown> = {}, by = key) =>
  `Bearer ${await signed(claims(overrides), by)}`;

describe('a good token', () => {
  it('says who somebody is', async () => {
    expect(await verifier()(await bearer())).toEqual({
      kind: 'IDENTITY',
      issuer: server.issuer,
      subject: 'person-1',
      email: 'jane@acme.example',
      expiresAt: new Date(START + 300 * SECOND),
    });
  });

  it('finds the keys by the discovery document where no address is set', async () => {
    const verify = createTokenVerifier({
      oidc: { issuer: server.issuer, audience: 'portal', algorithms: ['RS256'], jwksUrl: undefined },
      now: () => now,
    });
    expect(await verify(await bearer())).toMatchObject({ kind: 'IDENTITY' });
  });

  it.each([
    { email_verified: false },
    { email_verified: undefined },
    { email_verified: 'true' },
    { email: 7 },
  ])('has no e-mail where the issuer did not verify one: %o', async (overrides) => {
    expect(await verifier()(await bearer(overrides))).not.toHaveProperty('email');
  });

  it('may name several audiences and be up to 30 seconds off the clock', async () => {
    const verify = verifier();
    expect(await verify(await bearer({ aud: ['other', 'portal'] }))).toMatchObject({ kind: 'IDENTITY' });
    expect(await verify(await bearer({ exp: now / SECOND - 29 }))).toMatchObject({ kind: 'IDENTITY' });
    expect(await verify(await bearer({ nbf: now / SECOND + 29 }))).toMatchObject({ kind: 'IDENTITY' });
  });
});

it('takes no header for nobody in particular, and reads no keys for it', async () => {
  expect(await verifier()(null)).toEqual({ kind: 'ANONYMOUS' });
  expect(server.state.reads).toBe(0);
});

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a bad token', () => {
  const bad: Record<string, [code: string, header: () => Promise<string>]> = {
    'no exp': ['TOKEN_INVALID', () => bearer({ exp: undefined })],
    'an exp that is text': ['TOKEN_INVALID', () => bearer({ exp: '9999999999' })],
    expired: ['TOKEN_EXPIRED', () => bearer({ exp: now / SECOND - 31 })],
    'another issuer': ['TOKEN_INVALID', () => bearer({ iss: 'https://elsewhere.example' })],
    'no issuer': ['TOKEN_INVALID', () => bearer({ iss: undefined })],
    'another audience': ['TOKEN_INVALID', () => bearer({ aud: 'other' })],
    'no audience': ['TOKEN_INVALID', () => bearer({ aud: undefined })],
    'nbf in the future': ['TOKEN_INVALID', () => bearer({ nbf: now / SECOND + 31 })],
    'no sub': ['TOKEN_INVALID', () => bearer({ sub: undefined })],
    'an empty sub': ['TOKEN_INVALID', () => bearer({ sub: '' })],
    'a sub that is no text': ['TOKEN_INVALID', () => bearer({ sub: 7 })],
    'a sub with NUL': ['TOKEN_INVALID', () => bearer({ sub: 'person-1\0' })],
    'a sub with half a character': ['TOKEN_INVALID', () => bearer({ sub: 'person-\ud834' })],
    'the algorithm none': ['TOKEN_INVALID', async () => `Bearer ${new UnsecuredJWT(claims()).encode()}`],
    'HS256 with the public key as secret': [
      'TOKEN_INVALID',
      async () => {
        const secret = new TextEncoder().encode(await exportSPKI(key.publicKey));
        const token = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: key.kid });
        return `Bearer ${await token.sign(secret)}`;
      },
    ],
    'an algorithm that is not accepted': [
      'TOKEN_INVALID',
      async () => {
        const unaccepted = await aSigningKey('third', 'PS256');
        server.state.keys = [key, unaccepted];
        return bearer({}, unaccepted);
      },
    ],
    "another key under the issuer's key id": [
      'TOKEN_INVALID',
      async () => bearer({}, await aSigningKey('first')),
    ],
    'a tampered payload': [
      'TOKEN_INVALID',
      async () => {
        const [header, , signature] = (await bearer()).split('.');
        return [header, encoded(claims({ sub: 'somebody-else' })), signature].join('.');
      },
    ],
    'an unknown key id': ['TOKEN_INVALID', () => bearer({}, otherKey)],
    'a key that it brings itself': [
      'TOKEN_INVALID',
      async () => {
        const header = { alg: 'ES256', kid: otherKey.kid, jwk: otherKey.publicJwk };
        return `Bearer ${await new SignJWT(claims()).setProtectedHeader(header).sign(otherKey.privateKey)}`;
      },
    ],
    'no JWT': ['TOKEN_MALFORMED', async () => 'Bearer let-me-in'],
    'a JWT of garbage': ['TOKEN_MALFORMED', async () => 'Bearer aaaa.bbbb.cccc'],
    'an empty header': ['TOKEN_MALFORMED', async () => ''],
    'another scheme': ['TOKEN_MALFORMED', async () => 'Basic YTpi'],
    'two tokens': ['TOKEN_MALFORMED', async () => `${await bearer()}, ${await bearer()}`],
    'too long': ['TOKEN_TOO_LARGE', () => bearer({ padding: 'x'.repeat(TOKEN_LENGTH_MAX) })],
  };

  it.each(Object.entries(bad))('%s', async (_what, [code, header]) => {
    const sent = await header();
    const answer = await verifier()(sent);
    expect(answer).toEqual({ kind: 'INVALID', code, message: expect.any(String) });
    const parts = sent.split(/[ .,]/).filter((part) => part.length > 8);
    for (const part of parts) expect(JSON.stringify(answer)).not.toContain(part);
  });
});

describe('keys', () => {
  it('are read once for many requests at once, and again after ten minutes', async () => {
    const verify = verifier();
    const header = await bearer({ exp: now / SECOND + 3_600 });
    await Promise.all(Array.from({ length: 20 }, () => verify(header)));
    expect(server.state.reads).toBe(1);
    now += 9 * MINUTE;
    await verify(header);
    expect(server.state.reads).toBe(1);
    now += 2 * MINUTE;
    expect(await verify(header)).toMatchObject({ kind: 'IDENTITY' });
    expect(server.state.reads).toBe(2);
  });

  it('rotate: a new key id is looked up at once, an invented one at most every 30 seconds', async () => {
    const verify = verifier();
    await verify(await bearer());
    server.state.keys = [key, otherKey];
    now += 31 * SECOND;
    expect(await verify(await bearer({}, otherKey))).toMatchObject({ kind: 'IDENTITY' });
    expect(server.state.reads).toBe(2);
    const invented = await aSigningKey('invented');
    for (let attempt = 0; attempt < 10; attempt++) {
      expect(await verify(await bearer({}, invented))).toMatchObject({ code: 'TOKEN_INVALID' });
    }
    expect(server.state.reads).toBe(2);
  });

  it('that the issuer withdrew are refused once they are read again', async () => {
    const verify = verifier();
    await verify(await bearer());
    server.state.keys = [otherKey];
    now += 11 * MINUTE;
    expect(await verify(await bearer())).toMatchObject({ kind: 'INVALID', code: 'TOKEN_INVALID' });
  });

  it('go on through an outage for a day, and not longer', async () => {
    const verify = verifier();
    await verify(await bearer());
    server.state.status = 500;
    now += 23 * HOUR;
    expect(await verify(await bearer())).toMatchObject({ kind: 'IDENTITY' });
    expect(await verify(await bearer({}, otherKey))).toMatchObject({ code: 'TOKEN_UNVERIFIABLE' });
    now += HOUR;
    expect(await verify(await bearer())).toMatchObject({ kind: 'INVALID', code: 'TOKEN_UNVERIFIABLE' });
    server.state.status = 200;
    now += 6 * SECOND;
    expect(await verify(await bearer())).toMatchObject({ kind: 'IDENTITY' });
    expect(failures.length).toBeGreaterThan(0);
  });

  it('that were never read leave a token unverifiable, and the issuer is not asked for each request', async () => {
    const verify = verifier();
    server.state.status = 503;
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await verify(await bearer())).toMatchObject({ kind: 'INVALID', code: 'TOKEN_UNVERIFIABLE' });
    }
    expect(server.state.reads).toBe(1);
    expect(failures).toHaveLength(1);
  });

  it('are not believed from a server that is off, or from a discovery document of somebody else', async () => {
    const off = verifier('http://127.0.0.1:1/keys');
    expect(await off(await bearer())).toMatchObject({ code: 'TOKEN_UNVERIFIABLE' });
    server.state.discoveredIssuer = 'https://elsewhere.example';
    const discovering = createTokenVerifier({
      oidc: { issuer: server.issuer, audience: 'portal', algorithms: ['RS256'], jwksUrl: undefined },
      now: () => now,
    });
    expect(await discovering(await bearer())).toMatchObject({ code: 'TOKEN_UNVERIFIABLE' });
    expect(server.state.reads).toBe(0);
  });
});

describe('the local issuer', () => {
  it('signs tokens of 12 hours that its own keys verify, without any server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portal-issuer-'));
    try {
      const config = loadConfig({ PORTAL_DATA: folder });
      const issuer = createLocalIssuer(config);
      const verify = createTokenVerifier({ oidc: config.oidc, keys: issuer.jwks() });
      const token = await issuer.sign({ subject: 'demo-1', email: 'ops@vendor.example' });
      const identity = await verify(`Bearer ${token}`);
      expect(identity).toMatchObject({
        kind: 'IDENTITY',
        issuer: issuer.issuer,
        subject: 'demo-1',
        email: 'ops@vendor.example',
      });
      const lifeSeconds = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
      expect(lifeSeconds.exp - lifeSeconds.iat).toBe(12 * 60 * 60);
      const expired = await issuer.sign({
        subject: 'demo-1',
        email: 'ops@vendor.example',
        expiresInSeconds: -31,
      });
      expect(await verify(`Bearer ${expired}`)).toMatchObject({ code: 'TOKEN_EXPIRED' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
