import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';

/**
 * Returned referrals whose time to correct them is over. Rows that somebody else has locked are left for the next run,
 * and those that failed in this one are not tried again.
 */
export const lockLapsed = (tx: Tx, asOf: Date, failedIds: readonly string[], limit: number) =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM referral WHERE status = 'RETURNED' AND lapses_at <= ${asOf}
      AND NOT id = ANY (${failedIds}::uuid[])
    ORDER BY lapses_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;

/**
 * Accepted referrals whose protection is over, and of which that was not dealt with: the claim still stands, or no deal
 * keeps them. A request for an extension that came in time keeps the claim while it waits.
 */
export const lockUnprotected = (tx: Tx, asOf: Date, failedIds: readonly string[], limit: number) =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT referral.id::text FROM referral
    WHERE status = 'ACCEPTED' AND protected_until <= ${asOf}
      AND (protection_ended_at IS NULL OR sales_stage IS NULL OR sales_stage = 'LOST')
      AND NOT EXISTS (SELECT FROM protection_extension AS extension WHERE extension.partner_id = referral.partner_id
        AND extension.referral_id = referral.id AND extension.status = 'REQUESTED'
        AND extension.requested_at < referral.protected_until)
      AND NOT referral.id = ANY (${failedIds}::uuid[])
    ORDER BY protected_until, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;

/**
 * What a partner that has left still has open: all that is not accepted yet, what was accepted without a deal, and what
 * is still protected. Those that wait come first, so that none of them moves up in vain. A null partner means all that
 * have left.
 */
export const openOfLeavers = (
  tx: Tx,
  partnerId: string | null,
  asOf: Date,
  failedIds: readonly string[],
  limit: number,
) => {
  const leavers = partnerId
    ? Prisma.sql`${partnerId}::uuid`
    : Prisma.sql`SELECT id FROM partner WHERE status = 'TERMINATED' AND status_since <= ${asOf}`;
  return tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM referral
    WHERE partner_id IN (${leavers}) AND NOT id = ANY (${failedIds}::uuid[])
      AND (status IN ('SUBMITTED', 'UNDER_REVIEW', 'RETURNED', 'WAITLISTED')
        OR (status = 'ACCEPTED' AND protected_until IS NOT NULL
          AND (protection_ended_at IS NULL OR sales_stage IS NULL OR sales_stage = 'LOST')))
    ORDER BY status <> 'WAITLISTED', id LIMIT ${limit}`;
};
