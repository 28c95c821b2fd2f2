import {
  ConflictError,
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Customer, CustomerMerge } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './customer-merge.repo.ts';

const REASON_LENGTH_MAX = 1_000;

type Versioned = Readonly<{ id: string; version: number }>;

export type MergeInput = Readonly<{
  survivor: Versioned;
  merged: Versioned;
  reason: string;
  idempotencyKey?: string | null;
}>;

/**
 * Decides that two customers are the same company: the merged one, and whatever was merged into it, counts as what
 * the survivor counts as. Nothing else changes, so that undoing restores exactly what was.
 * Answers the id of the merge.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, StaleVersionError, InvalidStateError, ConflictError,
 *   IdempotencyConflictError
 */
export async function mergeCustomers(tx: Tx, actor: Actor, input: MergeInput, now: Date): Promise<string> {
  assertAllowed(actor, 'CUSTOMERS_MERGE');
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'customerMerge', key, input: request }, async () => {
    const reason = reasonOf(input.reason);
    if (input.survivor.id === input.merged.id) throw mergedIntoItself();
    const customers = await repo.lockRoots(tx, [input.survivor.id, input.merged.id]);
    const survivor = customerAsRead(customers, input.survivor, 'survivor');
    const merged = customerAsRead(customers, input.merged, 'merged');
    if (merged.canonicalId !== merged.id) throw alreadyMerged();
    if (survivor.canonicalId === merged.id) throw closesCycle();
    const merge = await repo.insertMerge(tx, {
      survivorId: survivor.id,
      mergedId: merged.id,
      reason,
      mergedById: personOf(actor),
      mergedAt: now,
    });
    await repo.countAs(tx, merged.id, survivor.canonicalId);
    await appendMergeEvent(tx, actor, 'customer.merged', merge, survivor.canonicalId, now);
    return merge.id;
  });
}

export type UnmergeInput = Readonly<{ mergeId: string; reason: string }>;

/**
 * Undoes one merge, in whatever order merges were made: the merged customer, with all that was merged into it,
 * counts as itself again.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, InvalidStateError
 */
export async function unmergeCustomers(
  tx: Tx,
  actor: Actor,
  input: UnmergeInput,
  now: Date,
): Promise<CustomerMerge> {
  assertAllowed(actor, 'CUSTOMERS_MERGE');
  const undoReason = reasonOf(input.reason);
  const found = await repo.findMerge(tx, input.mergeId);
  if (!found) throw new NotFoundError('merge', 'mergeId');
  await repo.lockRoots(tx, [found.mergedId]);
  // Read again under the lock: somebody else may have undone it meanwhile.
  const merge = await repo.findMerge(tx, input.mergeId);
  if (!merge || merge.undoneAt !== null) throw new InvalidStateError('UNMERGE', 'UNDONE', []);
  const undone = await repo.endMerge(tx, merge.id, {
    undoneAt: now,
    undoneById: personOf(actor),
    undoReason,
  });
  await repo.countAs(tx, merge.mergedId, merge.mergedId);
  await appendMergeEvent(tx, actor, 'customer.unmerged', undone, merge.mergedId, now);
  return undone;
}

function reasonOf(text: string): string {
  const fields = new FieldReader();
  const reason = fields.optionalLines('reason', text, REASON_LENGTH_MAX);
  if (!reason && fields.invalid.length === 0)
    fields.refuse('reason', 'REQUIRED', 'Say why, for whoever looks at it later.');
  fields.done();
  return reason ?? '';
}

function personOf(actor: Actor): string {
  if (!actor.personId) throw new RangeError('Only a person merges customers.');
  return actor.personId;
}

function customerAsRead(customers: readonly Customer[], { id, version }: Versioned, field: string): Customer {
  const customer = customers.find((candidate) => candidate.id === id);
  if (!customer) throw new NotFoundError('customer', `${field}.id`);
  if (customer.version !== version) throw new StaleVersionError(customer.version);
  return customer;
}

const mergedIntoItself = () =>
  new InvalidInputError([
    { field: 'merged.id', code: 'SAME_CUSTOMER', message: 'A customer is not merged into itself.' },
  ]);

const alreadyMerged = () =>
  new InvalidStateError('MERGE', 'MERGED', ['UNMERGE'], 'it was merged into another customer before.');

const closesCycle = () =>
  new ConflictError('The survivor counts as this customer already. Undo that merge first.', 'survivor.id');

const appendMergeEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  merge: CustomerMerge,
  canonicalId: string,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Customer',
      subjectId: merge.mergedId,
      partnerId: null,
      occurredAt,
      data: { mergeId: merge.id, survivorId: merge.survivorId, canonicalId },
    },
  ]);
