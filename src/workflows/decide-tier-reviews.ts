import {
  type Approval,
  approveReview,
  approveReviews,
  type Selection,
} from '../domains/programs/tier-review.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Approves what a review proposes, by the vendor's day.
 * @throws what `approveReview` throws
 */
export async function approveTierReview(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<void> {
  // First, as not everybody may read the settings.
  assertAllowed(actor, 'TIERS_WRITE');
  const { timeZone } = await fiscalCalendarFrom(tx);
  await approveReview(tx, actor, { ...input, timeZone }, now);
}

/**
 * Approves many reviews, each for itself, by the vendor's day.
 * @throws what `approveReviews` throws
 */
export async function approveTierReviews(
  tx: Tx,
  actor: Actor,
  selection: Selection,
  now: Date,
): Promise<Approval[]> {
  // First, as not everybody may read the settings.
  assertAllowed(actor, 'TIERS_WRITE');
  const { timeZone } = await fiscalCalendarFrom(tx);
  return await approveReviews(tx, actor, { ...selection, timeZone }, now);
}
