import type { Client } from 'pg';

export type Month = Readonly<{ label: string; startsOn: string; endsOn: string }>;

/** The fiscal months of the default calendar that end with January 2026. */
export const monthsUntilJanuary2026 = (count: number): Month[] =>
  Array.from({ length: count }, (_, index) => {
    const dayOfMonth = (offset: number) => new Date(Date.UTC(2026, index - count + 1 + offset, 1));
    const starts = dayOfMonth(0);
    const dayText = (day: Date) => day.toISOString().slice(0, 10);
    return {
      label: `FY${starts.getUTCFullYear()}-P${String(starts.getUTCMonth() + 1).padStart(2, '0')}`,
      startsOn: dayText(starts),
      endsOn: dayText(dayOfMonth(1)),
    };
  });

/** As large as what is stored of a release that the bookings of earnings make. */
const EXPLANATION = `jsonb_build_object('due', jsonb_build_object('payableMinor', amount, 'accruedMinor', 0),
  'rule', jsonb_build_object('code', 'BASE', 'formula', 'PERCENT_ONE_OFF'),
  'steps', jsonb_build_array(
    jsonb_build_object('code', 'COLLECTED', 'unit', earning.currency, 'result', amount::text, 'operands', jsonb_build_array('1000.00')),
    jsonb_build_object('code', 'PRO_RATA', 'unit', earning.currency, 'result', amount::text, 'operands', jsonb_build_array('0.1', '1000.00'))))`;

/** Accrues all of each earning of `bench_earning` on a month's first day, as the releases of later months take from it. */
export async function fillAccruals(client: Client, month: Month, amountMinor: number): Promise<void> {
  await client.query(
    'INSERT INTO commission_period (label, starts_on, ends_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [...[month.label, month.startsOn, month.endsOn]],
  );
  await client.query(
    `INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
       statement_minor, posting_key, cause_type, explanation)
     SELECT partner_id, id, 'ACCRUAL', 'EXPENSE', 'ACCRUED', amount, currency, $1, $2::date, 0, 'accrual:' || id, 'Bench', ${EXPLANATION}
     FROM bench_earning AS earning CROSS JOIN (SELECT $3::bigint AS amount) AS given ORDER BY n`,
    [month.label, month.startsOn, amountMinor],
  );
}

/** Releases of a month, so many of each earning, in an order in which those of one partner lie far apart, as they are paid. */
export async function fillReleases(client: Client, month: Month, perEarning: number): Promise<void> {
  await client.query(
    'INSERT INTO commission_period (label, starts_on, ends_on) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [...[month.label, month.startsOn, month.endsOn]],
  );
  await client.query(
    `INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
       statement_minor, posting_key, cause_type, explanation)
     SELECT partner_id, id, 'RELEASE', 'ACCRUED', 'PAYABLE', amount, currency, $1, $2::date + part * 5, amount,
       'release:' || $1 || ':' || part || ':' || id, 'Bench', ${EXPLANATION}
     FROM bench_earning AS earning CROSS JOIN generate_series(1, $3::int) AS part
     CROSS JOIN LATERAL (SELECT 100 + (n * 7 + part) % 900 AS amount) AS given ORDER BY part, n`,
    [month.label, month.startsOn, perEarning],
  );
}
