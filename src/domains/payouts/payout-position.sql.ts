import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Terms } from '../../platform/database/queries.ts';
import { sqlRows } from '../../platform/database/sql-rows.ts';
import { latestRateSql } from '../billing/exchange-rate.sql.ts';

/** Entries that move what is payable to a partner, or what it owes. */
const IS_OF_PAYOUTS = Prisma.sql`(e.to_account IN ('PAYABLE', 'RECOVERABLE') OR e.from_account IN ('PAYABLE', 'RECOVERABLE'))`;

/**
 * What issued statements say is payable, by payee, earning and currency, less everything that was taken from it since. What
 * came back to PAYABLE was on a statement before: of a transfer that the bank returned, of a hold that ended.
 */
export const POSITIONS = sqlRows(
  {
    ...{ partnerId: 'uuid', membershipId: 'uuid?', earningId: 'uuid?', currency: 'text' },
    ...{
      payableMinor: 'bigint',
      recoverableMinor: 'bigint',
      bookingRate: 'text?',
      settlementCurrency: 'text?',
    },
  },
  // Statements are few and entries many, so those are read once and not looked up for each of these.
  ({ value }: Terms<'partnerIds'>) => Prisma.sql`
    WITH stated AS MATERIALIZED (
      SELECT s.id, s.partner_id, s.currency, s.period FROM statement AS s
      WHERE s.partner_id = ANY (${value('partnerIds')}::uuid[]) AND s.status IN ('ISSUED', 'ACCEPTED')
    )
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
      LEFT JOIN stated AS s ON s.partner_id = e.partner_id AND s.currency = e.currency AND s.period = e.period
      WHERE e.partner_id = ANY (${value('partnerIds')}::uuid[]) AND ${IS_OF_PAYOUTS}
      GROUP BY e.partner_id, g.membership_id, e.earning_id, e.currency, g.booking_rate, g.settlement_currency
    ) AS position
    WHERE "payableMinor" > 0 OR "recoverableMinor" <> 0
    ORDER BY "partnerId", "membershipId" NULLS FIRST, "earningId" NULLS FIRST, currency`,
);

/** What besides bank details holds partners' payouts on a day of the vendor's calendar, and what is asked of all. */
export const STANDINGS = sqlRows(
  {
    ...{ partnerId: 'uuid', partnerStatus: 'text', hasTaxForm: 'boolean?', isHeldByFinance: 'boolean' },
    ...{ taxFormTemplate: 'text?', bankHoldDays: 'integer' },
  },
  ({ value }: Terms<'partnerIds' | 'on'>) => Prisma.sql`
    SELECT p.id AS "partnerId", p.status AS "partnerStatus",
      CASE WHEN settings.tax_form_template IS NULL THEN NULL ELSE EXISTS (
        SELECT FROM agreement AS a JOIN agreement_template AS t ON t.id = a.template_id
        WHERE a.partner_id = p.id AND t.code = settings.tax_form_template
          AND a.effective_from <= ${value('on')}::date AND (a.effective_to IS NULL OR a.effective_to > ${value('on')}::date)
          AND (a.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS d
            WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'VERIFIED'))
          AND NOT EXISTS (SELECT FROM agreement_decision AS d
            WHERE d.partner_id = a.partner_id AND d.agreement_id = a.id AND d.outcome = 'REVOKED' AND d.effective_on <= ${value('on')}::date)
      ) END AS "hasTaxForm",
      EXISTS (SELECT FROM payout_hold AS h WHERE h.partner_id = p.id AND h.lifted_at IS NULL) AS "isHeldByFinance",
      settings.tax_form_template AS "taxFormTemplate", settings.bank_hold_days AS "bankHoldDays"
    FROM commission_settings AS settings
    JOIN partner AS p ON p.id = ANY (${value('partnerIds')}::uuid[])
    ORDER BY p.id`,
);

/** The accounts that payees are paid to, since which day of the vendor's calendar, and the least that is paid at once. */
export const ACCOUNTS = sqlRows(
  {
    ...{ id: 'uuid', partnerId: 'uuid', membershipId: 'uuid?', currency: 'text', enteredOn: 'date' },
    ...{ isVerified: 'boolean', withholdingPercent: 'text', minimumMinor: 'bigint' },
  },
  ({ value }: Terms<'partnerIds'>) => Prisma.sql`
    SELECT account.id, account.partner_id AS "partnerId", account.membership_id AS "membershipId", account.currency,
      (account.entered_at AT TIME ZONE settings.time_zone)::date AS "enteredOn",
      account.verified_at IS NOT NULL AS "isVerified",
      trim_scale(account.withholding_percent)::text AS "withholdingPercent", coalesce(minimum.amount_minor, 0) AS "minimumMinor"
    FROM payee_account AS account
    JOIN vendor_settings AS settings ON settings.id = 1
    LEFT JOIN payout_minimum AS minimum ON minimum.currency = account.currency
    WHERE account.partner_id = ANY (${value('partnerIds')}::uuid[]) AND account.revoked_at IS NULL
    ORDER BY account.id`,
);

/** Payouts that are drafted or approved, by whose they are. */
export const OPEN_PAYOUTS = sqlRows(
  { id: 'uuid', partnerId: 'uuid', membershipId: 'uuid?' },
  ({ value }: Terms<'partnerIds'>) => Prisma.sql`
    SELECT payout.id, payout.partner_id AS "partnerId", account.membership_id AS "membershipId"
    FROM payout JOIN payee_account AS account ON account.id = payout.payee_account_id AND account.partner_id = payout.partner_id
    WHERE payout.partner_id = ANY (${value('partnerIds')}::uuid[]) AND payout.status IN ('DRAFT', 'APPROVED')
    ORDER BY payout.id`,
);

/** What one unit of each currency in which something stands is in those of the accounts, on a day. */
export const PAYOUT_RATES = sqlRows(
  { from: 'text', to: 'text', rate: 'text', isInverse: 'boolean' },
  ({ value }: Terms<'partnerIds' | 'on'>) => Prisma.sql`
    SELECT question.from_code AS "from", question.to_code AS "to", found.rate::text AS rate, found.is_inverse AS "isInverse"
    FROM (
      SELECT DISTINCT e.currency AS from_code, account.currency AS to_code
      FROM ledger_entry AS e JOIN payee_account AS account ON account.partner_id = e.partner_id AND account.revoked_at IS NULL
      WHERE e.partner_id = ANY (${value('partnerIds')}::uuid[]) AND e.currency <> account.currency AND ${IS_OF_PAYOUTS}
    ) AS question
    CROSS JOIN LATERAL (${latestRateSql(
      Prisma.sql`question.from_code`,
      Prisma.sql`question.to_code`,
      Prisma.sql`${value('on')}::date`,
      Prisma.sql`NULL::timestamptz`,
    )}
    ) AS found
    ORDER BY 1, 2`,
);
