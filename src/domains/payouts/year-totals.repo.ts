import type { Tx } from '../../platform/database/client.ts';

export type YearTotalRow = Readonly<{
  partnerId: string;
  membershipId: string | null;
  countryCode: string;
  currency: string;
  payoutCount: number;
  paidMinor: bigint;
  withheldMinor: bigint;
  thresholdMinor: bigint | null;
  thresholdCurrency: string | null;
}>;

/** What payees were paid in a calendar year, by the day on which the bank paid, in the order of their key. */
export const yearTotalsPage = (
  tx: Pick<Tx, '$queryRaw'>,
  page: Readonly<{ year: number; partnerId: string | null; after: readonly string[] | null; limit: number }>,
): Promise<YearTotalRow[]> => {
  const [afterPartner, afterMembership, afterCountry, afterCurrency] = page.after ?? [null, null, null, null];
  return tx.$queryRaw<YearTotalRow[]>`
    SELECT total.partner_id AS "partnerId", nullif(total.membership, '')::uuid AS "membershipId", total.country_code AS "countryCode",
      total.currency, total.payouts AS "payoutCount", total.paid AS "paidMinor", total.withheld AS "withheldMinor",
      t.amount_minor AS "thresholdMinor", t.currency AS "thresholdCurrency"
    FROM (
      SELECT p.partner_id, coalesce(a.membership_id::text, '') AS membership, a.country_code, p.currency,
        count(*)::int AS payouts, sum(p.amount_minor)::bigint AS paid, sum(p.withheld_minor)::bigint AS withheld
      FROM payout AS p JOIN payee_account AS a ON a.id = p.payee_account_id
      WHERE p.status = 'SETTLED' AND p.settled_on >= make_date(${page.year}, 1, 1) AND p.settled_on < make_date(${page.year} + 1, 1, 1)
        AND (${page.partnerId}::uuid IS NULL OR p.partner_id = ${page.partnerId}::uuid)
      GROUP BY 1, 2, 3, 4
    ) AS total
    LEFT JOIN reporting_threshold AS t ON t.country_code = total.country_code AND t.year = ${page.year}
    WHERE ${afterPartner}::uuid IS NULL OR (total.partner_id, total.membership, total.country_code, total.currency)
      > (${afterPartner}::uuid, ${afterMembership}::text, ${afterCountry}::text, ${afterCurrency}::text)
    ORDER BY total.partner_id, total.membership, total.country_code, total.currency LIMIT ${page.limit}`;
};

export type PaidDay = Readonly<{
  partnerId: string;
  membershipId: string | null;
  countryCode: string;
  currency: string;
  settledOn: Date;
  grossMinor: bigint;
}>;

/** By day, as each day has a rate of its own, everything these payees were paid in the year, in any currency. */
export const paidByDay = (
  tx: Pick<Tx, '$queryRaw'>,
  year: number,
  partnerIds: readonly string[],
): Promise<PaidDay[]> =>
  tx.$queryRaw<PaidDay[]>`
    SELECT p.partner_id AS "partnerId", a.membership_id AS "membershipId", a.country_code AS "countryCode", p.currency,
      p.settled_on AS "settledOn", sum(p.amount_minor + p.withheld_minor)::bigint AS "grossMinor"
    FROM payout AS p JOIN payee_account AS a ON a.id = p.payee_account_id
    WHERE p.status = 'SETTLED' AND p.settled_on >= make_date(${year}, 1, 1) AND p.settled_on < make_date(${year} + 1, 1, 1)
      AND p.partner_id = ANY (${partnerIds}::uuid[])
    GROUP BY 1, 2, 3, 4, 5`;
