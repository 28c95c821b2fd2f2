import type { Tx } from '../../platform/database/client.ts';
import type { Payout, Prisma } from '../../platform/database/generated/client/client.ts';
import { type PayoutPlan, storedConversions } from './payout.rules.ts';

export type NewPayout = Readonly<{
  partnerId: string;
  membershipId: string | null;
  payeeAccountId: string;
  plan: PayoutPlan;
}>;

export type DraftedRow = Readonly<{
  id: string;
  partnerId: string;
  payeeAccountId: string;
  reference: string;
}>;

/** Drafts payouts by one statement. The reference follows from the id, so that no two are alike. */
export const insertPayouts = (
  tx: Tx,
  payouts: readonly NewPayout[],
  given: Readonly<{ rateOn: Date; draftedById: string | null; now: Date }>,
): Promise<DraftedRow[]> => {
  const rows = JSON.stringify(
    payouts.map(({ partnerId, payeeAccountId, plan }) => ({
      ...{ partnerId, payeeAccountId, currency: plan.currency },
      amountMinor: plan.amountMinor.toString(),
      withheldMinor: plan.withheldMinor.toString(),
      conversions: storedConversions(plan),
    })),
  );
  return tx.$queryRaw<DraftedRow[]>`
    WITH drafted AS (
      SELECT uuidv7() AS id, r.* FROM jsonb_to_recordset(${rows}::jsonb) AS r("partnerId" uuid, "payeeAccountId" uuid,
        currency text, "amountMinor" bigint, "withheldMinor" bigint, conversions jsonb)
    )
    INSERT INTO payout (id, partner_id, payee_account_id, currency, amount_minor, withheld_minor, status, status_since, conversions,
      rate_on, drafted_by_id, drafted_at, reference)
    SELECT id, "partnerId", "payeeAccountId", currency, "amountMinor", "withheldMinor", 'DRAFT', ${given.now}, conversions,
      ${given.rateOn}::date, ${given.draftedById}::uuid, ${given.now}, 'P' || upper(right(replace(id::text, '-', ''), 16))
    FROM drafted
    RETURNING id, partner_id AS "partnerId", payee_account_id AS "payeeAccountId", reference`;
};

/** Which issued statements a payout pays: those of its payees' currencies that none before has paid. */
export const linkStatements = (tx: Tx, payoutIds: readonly string[]) =>
  tx.$executeRaw`
    INSERT INTO payout_statement (partner_id, payout_id, statement_id)
    SELECT p.partner_id, p.id, s.id FROM payout AS p
    JOIN payee_account AS a ON a.id = p.payee_account_id
    JOIN statement AS s ON s.partner_id = p.partner_id AND s.status IN ('ISSUED', 'ACCEPTED')
    WHERE p.id = ANY (${payoutIds}::uuid[])
      AND NOT EXISTS (
        SELECT FROM payout_statement AS paid JOIN payout AS other ON other.id = paid.payout_id
          JOIN payee_account AS b ON b.id = other.payee_account_id
        WHERE paid.statement_id = s.id AND other.status <> 'CANCELLED' AND b.membership_id IS NOT DISTINCT FROM a.membership_id)
    ON CONFLICT DO NOTHING`;

export async function lockPayout(tx: Tx, id: string): Promise<Payout | null> {
  await tx.$queryRaw`SELECT 1 FROM payout WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.payout.findUnique({ where: { id } });
}

export const findPayout = (tx: Tx, id: string) =>
  tx.payout.findUnique({
    where: { id },
    select: { partnerId: true, account: { select: { membershipId: true, revokedAt: true } } },
  });

export const updatePayout = (
  tx: Tx,
  { id, version }: Payout,
  data: Prisma.PayoutUncheckedUpdateInput,
): Promise<Payout> => tx.payout.update({ where: { id }, data: { ...data, version: version + 1 } });

/** What a payout moved to one account, by earning. */
export const movedTo = (tx: Tx, payoutId: string, account: string) =>
  tx.ledgerEntry.findMany({
    where: { payoutId, toAccount: account, kind: { in: ['PAYOUT', 'WITHHOLDING'] } },
    select: { earningId: true, amountMinor: true, currency: true },
    orderBy: [{ earningId: 'asc' }, { id: 'asc' }],
  });
