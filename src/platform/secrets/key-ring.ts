import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Keys by their id; the first encrypts, all decrypt. */
export type SecretKey = Readonly<{ id: string; key: Uint8Array }>;

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type Sealed = Readonly<{ keyId: string; cipher: Uint8Array<ArrayBuffer> }>;

/** Nothing here holds a key in a field that a log, an inspection or JSON would show. */
export type KeyRing = Readonly<{
  /** Which key encrypts now. */
  currentKeyId(): string;
  /** Encrypts by AES-256-GCM; `boundTo` names where the text belongs, and it opens nowhere else. */
  seal(text: string, boundTo: string): Sealed;
  /** @throws SecretUnreadableError */
  open(sealed: Sealed, boundTo: string): string;
  /** Tells by the present key whether two texts are the same without saying what they are. */
  fingerprint(text: string): Uint8Array<ArrayBuffer>;
  /** By every key, as what was written under an older one keeps its fingerprint. */
  fingerprints(text: string): Uint8Array<ArrayBuffer>[];
}>;

/** What was encrypted cannot be read: its key is not in the ring, or it was changed or moved. Repeats no data. */
export class SecretUnreadableError extends Error {
  override readonly name = 'SecretUnreadableError';

  constructor(keyId: string) {
    super(
      `What the key ${keyId} encrypted cannot be read: the key is missing, or the data was changed or moved.`,
    );
  }
}

const derived = (key: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, new Uint8Array(), `partner-portal ${purpose}`, KEY_BYTES));

const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(buffer);

/** A ring whose keys are read when first needed. */
export function createKeyRing(read: () => readonly SecretKey[]): KeyRing {
  let known: ReadonlyMap<string, Readonly<{ encryption: Buffer; comparison: Buffer }>> | undefined;
  const keys = () => {
    known ??= new Map(
      read().map(({ id, key }) => [
        id,
        { encryption: derived(key, 'encryption'), comparison: derived(key, 'fingerprint') },
      ]),
    );
    return known;
  };
  const currentKeyId = () => [...keys().keys()][0]!;
  const fingerprintBy = (keyId: string, text: string) =>
    bytesOf(createHmac('sha256', keys().get(keyId)!.comparison).update(text, 'utf8').digest());
  return {
    currentKeyId,
    seal(text, boundTo) {
      const keyId = currentKeyId();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keys().get(keyId)!.encryption, nonce);
      cipher.setAAD(Buffer.from(`${keyId} ${boundTo}`, 'utf8'));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return { keyId, cipher: bytesOf(Buffer.concat([nonce, cipher.getAuthTag(), body])) };
    },
    open({ keyId, cipher: sealed }, boundTo) {
      const key = keys().get(keyId);
      if (!key || sealed.length < NONCE_BYTES + TAG_BYTES) throw new SecretUnreadableError(keyId);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.encryption, sealed.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        });
        decipher.setAAD(Buffer.from(`${keyId} ${boundTo}`, 'utf8'));
        decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        return (
          decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') +
          decipher.final('utf8')
        );
      } catch {
        throw new SecretUnreadableError(keyId);
      }
    },
    fingerprint: (text) => fingerprintBy(currentKeyId(), text),
    fingerprints: (text) => [...keys().keys()].map((keyId) => fingerprintBy(keyId, text)),
  };
}
