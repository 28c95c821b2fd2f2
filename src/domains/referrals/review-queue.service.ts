import * as repo from './review-queue.repo.ts';

export type { ClockedReferral } from './review-queue.repo.ts';

/**
 * What a clock keeps time for. The last two answer a page of the referrals whose clock is not as their status asks:
 * those that were there before clocks were, came in by an import, or moved by a way that forgot the clock. The caller
 * moves the clocks and asks again.
 */
export const { referralsMovedAt, waitingWithoutClock, clockedWithoutWaiting } = repo;
