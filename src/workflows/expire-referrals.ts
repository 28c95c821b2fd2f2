import { lockReferral, moveBySystem } from '../domains/referrals/referral.service.ts';
import {
  appendProtectionEnded,
  changeProtection,
  hasDeal,
  lapsedReferrals,
  openOfLeavers,
  unprotectedReferrals,
} from '../domains/referrals/referral-protection.service.ts';
import type { Tx } from '../platform/database/client.ts';
import type { Referral } from '../platform/database/generated/client/client.ts';
import { inSavepoint } from '../platform/database/savepoint.ts';
import { endReferralOfLeaver } from './end-partner-referrals.ts';
import { letGo } from './engage-referral.ts';

/** A returned referral that was not corrected in time gives up its place. */
export async function lapse(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  if (!referral) return;
  const lapsed = await moveBySystem(tx, referral, 'LAPSE', now, { lapsesAt: null });
  if (lapsed) await letGo(tx, lapsed, 'LAPSE', now);
}

/**
 * Ends the exclusivity of an accepted referral whose protection is over. While a deal is open, and for good once it is
 * won, the referral stays accepted, only that others can claim the customer; without one, or when it was lost, it expires.
 * Attribution is another clock, which this does not touch: a lost deal that reopens can still be won within the tail.
 */
export async function endProtection(tx: Tx, referral: Referral, now: Date): Promise<void> {
  const isFirst = referral.protectionEndedAt === null;
  const data = isFirst ? { protectionEndedAt: now } : {};
  if (hasDeal(referral)) {
    const changed = await changeProtection(tx, referral, data, now);
    await appendProtectionEnded(tx, changed, now);
    await letGo(tx, changed, 'PROTECTION_ENDED', now);
  } else {
    const expired = await moveBySystem(tx, referral, 'EXPIRE', now, data);
    if (expired) await letGo(tx, expired, 'EXPIRE', now);
  }
}

async function endProtectionOf(tx: Tx, id: string, now: Date): Promise<void> {
  const referral = await lockReferral(tx, id);
  if (referral?.status === 'ACCEPTED') await endProtection(tx, referral, now);
}

type Due = (tx: Tx, asOf: Date, failedIds: readonly string[], limit: number) => Promise<{ id: string }[]>;

/** Those of partners that have left come first, since nothing of theirs is to move up when another's claim is let go. */
const STEPS: readonly Readonly<{ due: Due; step: (tx: Tx, id: string, now: Date) => Promise<void> }>[] = [
  {
    due: (tx, asOf, failedIds, limit) => openOfLeavers(tx, null, asOf, failedIds, limit),
    step: endReferralOfLeaver,
  },
  { due: lapsedReferrals, step: lapse },
  { due: unprotectedReferrals, step: endProtectionOf },
];

const BATCH_ROWS = 100;

/** One run ends so many referrals at most, within the time of its transaction; the next run goes on. */
const RUN_REFERRALS_MAX = 300;

/** Nobody who works with a referral right now is waited for longer than that: the next run looks again. */
const LOCK_WAIT = '2s';

/**
 * Ends what time has ended as of an instant. Each referral is a step of its own within the transaction (a savepoint), so
 * that one that fails is undone alone and said, and the others go on; one that somebody else has locked is left for the
 * next run. Whatever was ended leaves the lists, so that doing it again finds nothing. Answers how many were ended.
 */
export async function expireReferrals(tx: Tx, asOf: Date, log: (line: string) => void): Promise<number> {
  await tx.$queryRaw`SELECT set_config('lock_timeout', ${LOCK_WAIT}, true)`;
  const failedIds: string[] = [];
  let ended = 0;
  for (const { due, step } of STEPS) {
    while (ended + failedIds.length < RUN_REFERRALS_MAX) {
      const rows = await due(tx, asOf, failedIds, BATCH_ROWS);
      if (rows.length === 0) break;
      for (const { id } of rows) {
        const failure = await inSavepoint(tx, () => step(tx, id, asOf));
        if (failure) {
          failedIds.push(id);
          log(`  referral ${id} failed and is left for the next run: ${failure.name}`);
        } else ended += 1;
      }
      log(`  ended ${ended} referrals`);
    }
  }
  return ended;
}
