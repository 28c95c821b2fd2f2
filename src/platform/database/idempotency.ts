import { hash } from 'node:crypto';
import { IdempotencyConflictError, InvalidInputError } from '../../kernel/errors.ts';
import type { Actor } from '../auth/actor.ts';
import type { Tx } from './client.ts';

/** Keys in a fixed order and big integers as text, so that equal input always hashes alike. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** The hash of an input; the instant of the request is never part of it. */
export const hashOf = (input: unknown): Uint8Array<ArrayBuffer> =>
  new Uint8Array(hash('sha256', canonicalJson(input), 'buffer'));

/**
 * Does the work once for each key of an actor and mutation, and afterwards answers the id it made.
 * Concurrent calls with one key wait for each other. A refusal rolls back and is therefore not remembered.
 * @throws InvalidInputError where the key is no key, IdempotencyConflictError where it was used with other input.
 */
export async function once(
  tx: Tx,
  actor: Actor,
  request: Readonly<{ mutation: string; key: string | null | undefined; input: unknown }>,
  work: () => Promise<string>,
): Promise<string> {
  const { mutation, key } = request;
  const actorId = actor.personId;
  if (!key || !actorId) return await work();
  assertKey(key);
  const inputHash = hashOf(request.input);
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${actorId} ${mutation} ${key}`}, 0))::text`;
  const earlier = await tx.idempotencyKey.findUnique({
    where: { actorId_mutation_key: { actorId, mutation, key } },
  });
  if (earlier) {
    if (!Buffer.from(earlier.inputHash).equals(inputHash)) throw new IdempotencyConflictError();
    return earlier.resultId;
  }
  const resultId = await work();
  await tx.idempotencyKey.create({ data: { actorId, mutation, key, inputHash, resultId } });
  return resultId;
}

const KEY = /^[\x20-\x7e]{1,200}$/;

function assertKey(key: string): void {
  if (KEY.test(key)) return;
  const message = 'idempotencyKey has 1 to 200 printable ASCII characters, such as a UUID.';
  throw new InvalidInputError([{ field: 'idempotencyKey', code: 'NOT_A_KEY', message }]);
}
