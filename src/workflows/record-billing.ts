import {
  type BillingAnswer,
  type BillingDelivery,
  recordFacts,
} from '../domains/billing/billing-fact.service.ts';
import { InvalidInputError } from '../kernel/errors.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { bookEarnings } from './book-earnings.ts';

/** So many rows a request may report; files are loaded in larger batches. */
export const REPORTED_FACTS_MAX = 500;

/**
 * Records what a billing system reports, and books what its partners earn by it in the same transaction.
 * @throws ForbiddenError, InvalidInputError for a system that is no code or more than 500 rows
 */
export async function reportBilling(
  tx: Tx,
  actor: Actor,
  delivery: BillingDelivery,
  now: Date,
): Promise<readonly BillingAnswer[]> {
  if (delivery.rows.length > REPORTED_FACTS_MAX) {
    const message = `At most ${REPORTED_FACTS_MAX} rows at once. Send the others in further requests.`;
    throw new InvalidInputError([{ field: 'rows', code: 'TOO_MANY', message }]);
  }
  return await recordBilling(tx, actor, delivery, now);
}

/** As `reportBilling`, for batches of a file. */
export async function recordBilling(
  tx: Tx,
  actor: Actor,
  delivery: BillingDelivery,
  now: Date,
): Promise<readonly BillingAnswer[]> {
  const { answers, orderIds } = await recordFacts(tx, actor, delivery, now);
  if (orderIds.length === 0) return answers;
  const firstFactId = answers.find(({ outcome }) => outcome === 'CREATED')?.factId ?? null;
  await bookEarnings(tx, { orderIds }, { now, actor, cause: { type: 'BillingFact', id: firstFactId } });
  return answers;
}
