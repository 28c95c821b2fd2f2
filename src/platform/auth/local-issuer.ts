import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JSONWebKeySet, SignJWT } from 'jose';
import { type Config, ConfigError, LOCAL_ISSUER } from '../config.ts';

export { LOCAL_ISSUER } from '../config.ts';

const KEY_FILE = 'local-issuer-key.pem';
const LIFE_SECONDS = 12 * 60 * 60;

export type TokenRequest = Readonly<{ subject: string; email: string; expiresInSeconds?: number }>;

export type LocalIssuer = Readonly<{
  issuer: string;
  /** The public key, for `createTokenVerifier`. */
  jwks(): JSONWebKeySet;
  /** A token of 12 hours, unless told otherwise, for the configured audience. */
  sign(request: TokenRequest): Promise<string>;
}>;

/**
 * Signs tokens for demo users and tests, with a key that stays in the data folder so that tokens survive a restart.
 * @throws ConfigError in production, where nobody may vouch for themselves
 */
export function createLocalIssuer({
  stage,
  dataFolder,
  oidc,
}: Pick<Config, 'stage' | 'dataFolder' | 'oidc'>): LocalIssuer {
  if (stage === 'production') {
    throw new ConfigError([
      'PORTAL_STAGE: The local issuer does not exist in production. Set OIDC_ISSUER to a provider.',
    ]);
  }
  const privateKey = persistedKey(dataFolder);
  const publicJwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify(publicJwk)).digest('base64url').slice(0, 16);
  return {
    issuer: LOCAL_ISSUER,
    jwks: () => ({ keys: [{ ...publicJwk, kty: 'EC', kid, alg: 'ES256', use: 'sig' }] }),
    sign: ({ subject, email, expiresInSeconds = LIFE_SECONDS }) =>
      new SignJWT({ email, email_verified: true })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setIssuer(LOCAL_ISSUER)
        .setAudience(oidc.audience)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + expiresInSeconds)
        .sign(privateKey),
  };
}

/** Links a complete file into place, so that of two first starts one key wins and neither reads half of it. */
function persistedKey(dataFolder: string): KeyObject {
  const path = join(dataFolder, KEY_FILE);
  const existing = readKey(path);
  if (existing) return existing;
  mkdirSync(dataFolder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(draft, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return privateKey;
  } catch (error) {
    const winner = readKey(path);
    if (!winner) throw error;
    return winner;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(path: string): KeyObject | null {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError([
      `PORTAL_DATA: ${path} cannot be read as a private key. Delete it: a new one is made at the next start.`,
    ]);
  }
}
