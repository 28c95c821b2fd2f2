import type { Tx } from '../../platform/database/client.ts';

export type PositionRow = Readonly<{
  partnerId: string;
  membershipId: string | null;
  earningId: string | null;
  currency: string;
  payableMinor: bigint;
  recoverableMinor: bigint;
  bookingRate: string | null;
  settlementCurrency: string | null;
}>;

/**
 * What issued statements say is payable, by payee, earning and currency, less everything that was taken from it since. What
 * came back to PAYABLE was on a statement before: of a transfer that the bank returned, of a hold that ended.
 */
export const positionsOf = (tx: Tx, partnerIds: readonly string[]): Promise<PositionRow[]> =>
  tx.$queryRaw<PositionRow[]>`
    SELECT * FROM (
      SELECT e.partner_id AS "partnerId", g.membership_id AS "membershipId", e.earning_id AS "earningId", e.currency,
        sum(CASE
          WHEN e.from_account = 'PAYABLE' THEN -e.amount_minor
          WHEN e.to_account = 'PAYABLE' AND (s.id IS NOT NULL OR e.kind IN ('RETURN', 'HOLD_LIFTED', 'EXCHANGE', 'WITHHOLDING'))
            THEN e.amount_minor
          ELSE 0 END)::bigint AS "payableMinor",
        sum(CASE WHEN e.to_account = 'RECOVERABLE' THEN e.amount_minor WHEN e.from_account = 'RECOVERABLE' THEN -e.amount_minor
          ELSE 0 END)::bigint AS "recoverableMinor",
        g.booking_rate::text AS "bookingRate", g.settlement_currency AS "settlementCurrency"
      FROM ledger_entry AS e
      LEFT JOIN commission_earning AS g ON g.id = e.earning_id AND g.partner_id = e.partner_id
      LEFT JOIN statement AS s ON s.partner_id = e.partner_id AND s.currency = e.currency AND s.period = e.period
        AND s.status IN ('ISSUED', 'ACCEPTED')
      WHERE e.partner_id = ANY (${partnerIds}::uuid[])
        AND (e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))
      GROUP BY e.partner_id, g.membership_id, e.earning_id, e.currency, g.booking_rate, g.settlement_currency
    ) AS position
    WHERE "payableMinor" > 0 OR "recoverableMinor" <> 0
    ORDER BY "partnerId", "membershipId" NULLS FIRST, "earningId" NULLS FIRST, currency`;

/** Holds the earnings of these positions: nobody books anything of them until the transaction ends. */
export async function lockEarnings(tx: Tx, partnerIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM commission_earning WHERE id IN (
      SELECT earning_id FROM ledger_entry WHERE partner_id = ANY (${partnerIds}::uuid[])
        AND (to_account IN ('PAYABLE', 'RECOVERABLE') OR from_account IN ('PAYABLE', 'RECOVERABLE')))
    ORDER BY id FOR UPDATE`;
}

export type StandingRow = Readonly<{
  partnerId: string;
  partnerStatus: string;
  hasTaxForm: boolean | null;
  isHeldByFinance: boolean;
}>;

/** What besides bank details holds partners' payouts on a day of the vendor's calendar. */
export const standingsOf = (tx: Tx, partnerIds: readonly string[], today: Date): Promise<StandingRow[]> =>
  tx.$queryRaw<StandingRow[]>`
    SELECT p.id AS "partnerId", p.status AS "partnerStatus",
      CASE WHEN settings.tax_form_template IS NULL THEN NULL ELSE EXISTS (
        SELECT FROM agreement AS a JOIN agreement_template AS t ON t.id = a.template_id
        WHERE a.partner_id = p.id AND t.code = settings.tax_form_template
          AND a.effective_from <= day.day AND (a.effective_to IS NULL OR a.effective_to > day.day)
          AND (a.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS d
            WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'VERIFIED'))
          AND NOT EXISTS (SELECT FROM agreement_decision AS d
            WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'REVOKED' AND d.effective_on <= day.day)
      ) END AS "hasTaxForm",
      EXISTS (SELECT FROM payout_hold AS h WHERE h.partner_id = p.id AND h.lifted_at IS NULL) AS "isHeldByFinance"
    FROM (SELECT ${today.toISOString().slice(0, 10)}::date) AS day (day)
    CROSS JOIN commission_settings AS settings
    JOIN partner AS p ON p.id = ANY (${partnerIds}::uuid[])`;

export const accountsOf = (tx: Tx, partnerIds: readonly string[]) =>
  tx.payeeAccount.findMany({
    where: { partnerId: { in: [...partnerIds] }, revokedAt: null },
    select: {
      ...{ id: true, partnerId: true, membershipId: true, currency: true, enteredAt: true, verifiedAt: true },
      withholdingPercent: true,
    },
  });

/** Payouts that are drafted or approved, by whose they are. */
export const openPayoutsOf = (tx: Tx, partnerIds: readonly string[]) =>
  tx.payout.findMany({
    where: { partnerId: { in: [...partnerIds] }, status: { in: ['DRAFT', 'APPROVED'] } },
    select: { id: true, partnerId: true, account: { select: { membershipId: true } } },
  });

export const readTerms = (tx: Tx) => tx.commissionSettings.findUniqueOrThrow({ where: { id: 1 } });

export const readTimeZone = async (tx: Tx): Promise<string> =>
  (await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 }, select: { timeZone: true } })).timeZone;

export const minimums = (tx: Tx) => tx.payoutMinimum.findMany();

/** Partners that any issued statement is of, in the order of their ids, after one of them. */
export async function partnersAfter(tx: Tx, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id::text FROM partner AS p
    WHERE (${after}::uuid IS NULL OR p.id > ${after}::uuid)
      AND EXISTS (SELECT FROM statement AS s WHERE s.partner_id = p.id AND s.status IN ('ISSUED', 'ACCEPTED'))
    ORDER BY p.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
