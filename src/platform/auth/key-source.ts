import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { OidcConfig } from '../config.ts';

/** Keys are read again after this long. */
const FRESH_MILLISECONDS = 10 * 60 * 1_000;
/** While the issuer cannot be reached, the last keys go on for this long; then nobody can be verified. */
const STALE_MILLISECONDS_MAX = 24 * 60 * 60 * 1_000;
/** An unknown key id makes us look again, but invented ones must not make us a nuisance to the issuer. */
const UNKNOWN_KEY_COOLDOWN_MILLISECONDS = 30 * 1_000;
/** After a failed read, requests do not wait for another one until this has passed. */
const FAILURE_COOLDOWN_MILLISECONDS = 5 * 1_000;
const READ_MILLISECONDS_MAX = 3_000;
const DOCUMENT_BYTES_MAX = 256 * 1_024;

/** The issuer's keys cannot be had, so nothing can be said about a token. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
}

export type KeySourceOptions = Readonly<{
  oidc: Pick<OidcConfig, 'issuer' | 'jwksUrl'>;
  now?: () => number;
  /** Told once for each failed read; the error names addresses, never tokens. */
  onFailure?: (error: unknown) => void;
  /** Reads the keys at once, and not when they are first needed. */
  ahead?: boolean | undefined;
}>;

/**
 * The keys of a remote issuer: read when first needed, kept, read again when they age or a key id is unknown (a
 * rotation), and used on through an outage. Concurrent requests share one read.
 * The returned function throws KeysUnavailableError, and jose's errors where no key of the set fits.
 */
export function remoteKeySource({
  oidc,
  now = Date.now,
  onFailure,
  ahead,
}: KeySourceOptions): JWTVerifyGetKey {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async () => {
    try {
      keys = createLocalJWKSet(await remoteKeys(oidc));
      readAt = now();
      failedAt = Number.NEGATIVE_INFINITY;
    } catch (error) {
      failedAt = now();
      onFailure?.(error);
    }
  };
  const refresh = async () => {
    if (now() - failedAt < FAILURE_COOLDOWN_MILLISECONDS) return;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    await reading;
  };
  if (ahead) void refresh();

  return async (header, token) => {
    if (now() - readAt >= FRESH_MILLISECONDS) await refresh();
    if (!keys || now() - readAt >= STALE_MILLISECONDS_MAX) throw new KeysUnavailableError();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (now() - readAt >= UNKNOWN_KEY_COOLDOWN_MILLISECONDS) await refresh();
      // The key may be a new one that an outage hides from us, so the token is not known to be bad.
      if (failedAt > readAt) throw new KeysUnavailableError();
      return await keys(header, token);
    }
  };
}

async function remoteKeys(oidc: KeySourceOptions['oidc']): Promise<JSONWebKeySet> {
  const document = await jsonAt(oidc.jwksUrl ?? (await discoveredKeysUrl(oidc.issuer)));
  // Checked in full by `createLocalJWKSet`, which refuses anything but a key set.
  return document as JSONWebKeySet;
}

async function discoveredKeysUrl(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = (await jsonAt(address)) as { issuer?: unknown; jwks_uri?: unknown } | null;
  const keysUrl = document?.jwks_uri;
  if (document?.issuer !== issuer || typeof keysUrl !== 'string') {
    throw new Error(`${address} is not the discovery document of the issuer.`);
  }
  if (issuer.startsWith('https:') && !keysUrl.startsWith('https:')) {
    throw new Error(`${address} names keys that are not served over https.`);
  }
  return keysUrl;
}

/**
 * Asks by Node's own client: `fetch` takes longer to be loaded than the rest of a request takes. It follows no redirect,
 * which could lead to where somebody else puts the keys.
 */
async function jsonAt(address: string): Promise<unknown> {
  const request = clientFor(address).get(address, {
    headers: { accept: 'application/json' },
    agent: false,
    signal: AbortSignal.timeout(READ_MILLISECONDS_MAX),
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`${address} answered ${response.statusCode}.`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > DOCUMENT_BYTES_MAX)
      throw new Error(`${address} answered more than ${DOCUMENT_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Loaded when needed; an `import` of `node:http` would load `fetch` as well, as that module names it too. */
const clientFor = (address: string) =>
  address.startsWith('https:')
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http');
