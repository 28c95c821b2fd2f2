import type { Tx } from '../../platform/database/client.ts';
import { REFERRAL_STANDARD, WAITING_FOR_PARTNER, WAITING_FOR_VENDOR } from './review-queue.rules.ts';

/** A referral and since when it waits, or does not wait any more, as its status says. */
export type ClockedReferral = Readonly<{ id: string; partnerId: string; status: string; since: Date }>;

/** What this very transaction has brought into another status at the instant, whichever step of it did. */
export const referralsMovedAt = (tx: Tx, now: Date): Promise<ClockedReferral[]> =>
  tx.$queryRaw<ClockedReferral[]>`
    SELECT id, partner_id AS "partnerId", status, status_since AS since FROM referral
    WHERE status_since = ${now} AND xmin = pg_current_xact_id()::xid`;

/**
 * Referrals that wait for the vendor by the instant though no clock of theirs runs; locked against decisions. They wait
 * since they were submitted, or since they came back after a decision. The difference of two sets costs their sum also
 * right after an import, when the planner does not know yet how large they are.
 */
export const waitingWithoutClock = (tx: Tx, asOf: Date, limit: number): Promise<ClockedReferral[]> =>
  tx.$queryRaw<ClockedReferral[]>`
    WITH missing AS MATERIALIZED (
      SELECT id FROM referral WHERE status = ANY (${WAITING_FOR_VENDOR}) AND submitted_at <= ${asOf}
      EXCEPT SELECT referral_id FROM sla_clock WHERE standard = ${REFERRAL_STANDARD} AND status = 'RUNNING'
      LIMIT ${limit})
    SELECT id, partner_id AS "partnerId", status,
      CASE WHEN decided_at > submitted_at THEN status_since ELSE submitted_at END AS since
    FROM missing JOIN referral USING (id) WHERE status = ANY (${WAITING_FOR_VENDOR}) FOR SHARE OF referral`;

/** Referrals that by the instant no longer wait as their clock does; locked against further decisions. */
export const clockedWithoutWaiting = (tx: Tx, asOf: Date, limit: number): Promise<ClockedReferral[]> =>
  tx.$queryRaw<ClockedReferral[]>`
    SELECT referral.id, referral.partner_id AS "partnerId", referral.status, referral.status_since AS since
    FROM sla_clock JOIN referral ON referral.id = sla_clock.referral_id
    WHERE sla_clock.standard = ${REFERRAL_STANDARD} AND sla_clock.status IN ('RUNNING', 'PAUSED')
      AND referral.status_since <= ${asOf} AND referral.status <> ALL (${WAITING_FOR_VENDOR})
      AND (sla_clock.status = 'RUNNING' OR referral.status <> ALL (${WAITING_FOR_PARTNER}))
    LIMIT ${limit} FOR SHARE OF referral`;
