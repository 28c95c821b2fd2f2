import { clockActionOf, REFERRAL_STANDARD } from '../domains/referrals/review-queue.rules.ts';
import {
  type ClockedReferral,
  clockedWithoutWaiting,
  referralsMovedAt,
  waitingWithoutClock,
} from '../domains/referrals/review-queue.service.ts';
import { type ClockMove, type ClockPolicy, moveClocks } from '../domains/sla/sla-clock.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { asJob } from '../platform/database/session.ts';
import { clockPolicyFrom } from './sla-clocks.ts';

const BATCH_ROWS = 1_000;
/** As many as surely fit into a transaction's time; what is left is the next run's. */
const BATCHES_PER_RUN_MAX = 10;

const moveOf = ({ id, partnerId, status, since }: ClockedReferral): ClockMove => ({
  subjectType: 'Referral',
  subjectId: id,
  partnerId,
  standard: REFERRAL_STANDARD,
  action: clockActionOf(status),
  at: since,
});

/**
 * Lets the clocks follow every referral that this transaction has moved, also those that moved up behind another's back:
 * a clock runs while the referral waits for the vendor, pauses while it waits for the partner, and stops once it is
 * decided or withdrawn. A partner who moves its referral sees no clock of it.
 */
export async function followReferrals(tx: Tx, actor: Actor, now: Date): Promise<void> {
  const policy = await clockPolicyFrom(tx);
  await asJob(tx, actor.scope, async () => {
    const moved = await referralsMovedAt(tx, now);
    await moveClocks(tx, actor, policy, moved.map(moveOf), now);
  });
}

/** Brings all clocks in step with their referrals, and answers how many moved. */
export async function alignReferralClocks(
  tx: Tx,
  actor: Actor,
  policy: ClockPolicy,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  let moved = 0;
  for (const outOfStep of [waitingWithoutClock, clockedWithoutWaiting]) {
    // Where none of a page moves, as without a response standard, all are as they should be.
    for (let batch = 0, movedNow = -1; movedNow !== 0 && batch < BATCHES_PER_RUN_MAX; batch += 1) {
      const referrals = await outOfStep(tx, asOf, BATCH_ROWS);
      movedNow = await moveClocks(tx, actor, policy, referrals.map(moveOf), asOf);
      moved += movedNow;
      if (movedNow > 0) log(`  ${moved} clocks brought in step with their referrals`);
    }
  }
  return moved;
}
