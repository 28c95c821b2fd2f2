import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { createKeyRing, KEY_BYTES, type KeyRing, type SecretKey } from './key-ring.ts';

const KEY_FILE = 'local-bank-keys';

const KEY = /^([A-Za-z0-9][A-Za-z0-9._-]{0,39}):([A-Za-z0-9+/]{43}=)$/;

/** Reads `id:base64,id:base64`, each key of 32 bytes and each id once; null where it is not of that form. */
export function parseBankKeys(text: string): readonly SecretKey[] | null {
  const keys = text.split(',').map((entry) => {
    const [, id, encoded] = KEY.exec(entry.trim()) ?? [];
    return id && encoded ? { id, key: new Uint8Array(Buffer.from(encoded, 'base64')) } : null;
  });
  const ids = new Set(keys.map((key) => key?.id));
  return keys.every((key) => key?.key.length === KEY_BYTES) && ids.size === keys.length
    ? (keys as SecretKey[])
    : null;
}

/**
 * The keys that encrypt bank details: those of the configuration, or, where it has none, one that is made in the data
 * folder when it is first needed and stays there.
 * @throws ConfigError in production where none are configured, or where the file in the data folder holds none
 */
export function openBankKeys(config: Pick<Config, 'stage' | 'dataFolder' | 'bankKeys'>): KeyRing {
  const { bankKeys } = config;
  if (bankKeys !== undefined) {
    const keys = parseBankKeys(bankKeys);
    if (!keys)
      throw new ConfigError(['PORTAL_BANK_KEYS: Set it to keys of 32 bytes, each with an id of its own.']);
    return createKeyRing(() => keys);
  }
  if (config.stage === 'production') {
    throw new ConfigError([
      'PORTAL_BANK_KEYS: Production needs it, as bank details are encrypted. Set it to id:base64, a key of 32 bytes.',
    ]);
  }
  return createKeyRing(() => localKeys(config.dataFolder));
}

/** Links a complete file into place, so that of two first uses one key wins and neither reads half of it. */
function localKeys(dataFolder: string): readonly SecretKey[] {
  const path = join(dataFolder, KEY_FILE);
  const existing = readKeys(path);
  if (existing) return existing;
  mkdirSync(dataFolder, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `local:${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKeys(path)!;
}

function readKeys(path: string): readonly SecretKey[] | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const keys = parseBankKeys(text.trim());
  if (keys) return keys;
  throw new ConfigError([
    `PORTAL_DATA: ${path} holds no keys. Put back the file that was there, as it decrypts the bank details here.`,
  ]);
}
