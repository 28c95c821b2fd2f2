import { ConflictError, InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Spiff } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './spiff.repo.ts';
import { type SpiffAction, type SpiffStatus, spiffStates } from './spiff.states.ts';
import { readSpiff, type SpiffContentInput } from './spiff-input.rules.ts';

export type SpiffInput = SpiffContentInput & Readonly<{ idempotencyKey?: string | null }>;

/**
 * Makes a SPIFF as a draft. Answers its id.
 * @throws ForbiddenError, InvalidInputError, ConflictError where the code is taken, IdempotencyConflictError
 */
export async function createSpiff(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: SpiffInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'SPIFFS_WRITE');
  const request = { mutation: 'spiffCreate', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const fields = new FieldReader();
    const content = readSpiff(fields, input, await repo.productCodes(tx));
    fields.done();
    const spiff = await repo.insertSpiff(tx, content, actor.personId);
    if (!spiff) throw new ConflictError(`There is a SPIFF ${content.code} already.`, 'code');
    await appendSpiffEvent(tx, actor, 'spiff.created', spiff, now);
    return spiff.id;
  });
}

type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Opens a SPIFF: from now on orders of its days are paid by it, as long as its budget lasts.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export const publishSpiff = (tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> =>
  move(tx, actor, input, 'PUBLISH', now);

/**
 * Closes a SPIFF: nothing more is paid by it, and what was earned stays.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export const closeSpiff = (tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<void> =>
  move(tx, actor, input, 'CLOSE', now);

const EVENTS: Readonly<Record<SpiffAction, string>> = { PUBLISH: 'spiff.published', CLOSE: 'spiff.closed' };

async function move(tx: Tx, actor: Actor, { id, version }: Versioned, action: SpiffAction, now: Date) {
  assertAllowed(actor, 'SPIFFS_WRITE');
  const spiff = await repo.lockSpiff(tx, id);
  if (!spiff) throw new NotFoundError('SPIFF', 'id');
  if (spiff.version !== version) throw new StaleVersionError(spiff.version);
  const status = spiff.status as SpiffStatus;
  const next = spiffStates.next(status, action);
  if (next === null)
    throw new InvalidStateError(action, status, spiffStates.actionsFrom(status, actor.roles));
  await appendSpiffEvent(tx, actor, EVENTS[action], await repo.moveSpiff(tx, spiff, next), now);
}

const appendSpiffEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, code, version }: Spiff,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'Spiff', subjectId: id, partnerId: null, occurredAt },
      data: { spiffCode: code, version },
    },
  ]);
