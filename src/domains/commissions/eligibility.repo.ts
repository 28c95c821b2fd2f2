import type { Tx } from '../../platform/database/client.ts';
import type { EligibilityDecision } from './eligibility.rules.ts';

/** Beside the order: neither its status nor its version changes. */
export const writeEligibility = (
  tx: Tx,
  orderId: string,
  { eligibility, reasons, evidence }: EligibilityDecision,
  now: Date,
) => tx.$executeRaw`
    UPDATE sales_order SET eligibility = ${eligibility}, eligibility_reasons = ${[...reasons]}::text[],
      eligibility_evidence = ${JSON.stringify(evidence)}::jsonb, eligibility_at = ${now}
    WHERE id = ${orderId}::uuid`;

/** What stands decided of an order. */
export const findDecision = (tx: Tx, orderId: string) =>
  tx.salesOrder.findUniqueOrThrow({
    where: { id: orderId },
    select: { eligibility: true, eligibilityReasons: true, eligibilityAt: true },
  });

/**
 * Ratified orders of which something can have come since they were decided: all that wait, and of those refused the ones
 * whose deal was attributed anew. Those that were not looked at for longest come first, so that none waits for ever; those
 * that this run looked at are left out.
 */
export const findUndecided = (tx: Tx, asOf: Date, without: readonly string[], limit: number) =>
  tx.$queryRaw<{ id: string }[]>`
    SELECT o.id::text FROM sales_order AS o
    WHERE NOT o.id = ANY (${[...without]}::uuid[])
      AND o.status IN ('RATIFIED', 'IN_FULFILMENT', 'ACTIVATED', 'CANCELLED') AND o.decided_at <= ${asOf}
      AND (o.eligibility = 'PENDING' OR (o.eligibility = 'INELIGIBLE' AND EXISTS (
        SELECT FROM referral AS r LEFT JOIN attribution AS a ON a.referral_id = r.id
        WHERE (r.id = o.referral_id OR r.opportunity_id = o.opportunity_id OR a.opportunity_id = o.opportunity_id)
          AND (a.decided_at > o.eligibility_at OR r.status_since > o.eligibility_at))))
    ORDER BY o.eligibility_looked_at NULLS FIRST, o.id LIMIT ${limit}`;

/** Puts orders behind all others that wait, whatever came of looking at them. */
export async function markLookedAt(tx: Tx, ids: readonly string[], asOf: Date): Promise<void> {
  await tx.$executeRaw`UPDATE sales_order SET eligibility_looked_at = ${asOf} WHERE id = ANY (${[...ids]}::uuid[])`;
}

/** Whether a ratified order waits for something that its commission depends on. */
export const isWaiting = async (tx: Tx, orderId: string): Promise<boolean> =>
  (await tx.salesOrder.count({ where: { id: orderId, eligibility: 'PENDING', decidedAt: { not: null } } })) >
  0;
