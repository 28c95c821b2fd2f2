import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries } from '../../platform/database/queries.ts';
import type { StoredCalendar } from '../settings/settings.rules.ts';
import { type Balance, type NewEntry, statementMinorOf } from './ledger.rules.ts';

/** How the vendor counts its fiscal months. */
export const readCalendar = (tx: Tx): Promise<StoredCalendar & Readonly<{ timeZone: string }>> =>
  tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: {
      timeZone: true,
      fiscalYearNamedBy: true,
      fiscalKind: true,
      fiscalStartMonth: true,
      fiscalWeekPattern: true,
      fiscalYearEndWeekday: true,
      fiscalYearEndRule: true,
    },
  });

export type Month = Readonly<{ label: string; startsOn: Date; endsOn: Date; status: string }>;

/** The first day after the last month whose close has begun; null where none has. */
export async function firstDayOpen(tx: Tx): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ day: Date | null }[]>`
    SELECT max(ends_on) AS day FROM commission_period WHERE status <> 'OPEN'`;
  return row?.day ?? null;
}

export const monthContaining = (tx: Tx, day: Date): Promise<Month | null> =>
  tx.commissionPeriod.findFirst({
    where: { startsOn: { lte: day }, endsOn: { gt: day } },
    select: { label: true, startsOn: true, endsOn: true, status: true },
  });

export const addMonth = (tx: Tx, { label, startsOn, endsOn }: Omit<Month, 'status'>) =>
  tx.$executeRaw`
    INSERT INTO commission_period (label, starts_on, ends_on) VALUES (${label}, ${startsOn}::date, ${endsOn}::date)
    ON CONFLICT DO NOTHING`;

/** Holds the months as they are until the transaction ends: a close waits. Tells whether all of them are still open. */
export async function holdOpen(tx: Tx, labels: readonly string[]): Promise<boolean> {
  const months = await tx.$queryRaw<{ status: string }[]>`
    SELECT status FROM commission_period WHERE label = ANY (${labels}::text[]) ORDER BY label FOR SHARE`;
  return months.every(({ status }) => status === 'OPEN');
}

export type PlacedEntry = NewEntry & Readonly<{ period: string }>;

/** Answers the ids of those that were not posted before, in the order in which they were given. */
export async function insertEntries(tx: Tx, entries: readonly PlacedEntry[], now: Date): Promise<string[]> {
  const rows = JSON.stringify(
    entries.map(({ effectiveOn, amountMinor, ...entry }, place) => ({
      ...entry,
      place,
      amountMinor: amountMinor.toString(),
      statementMinor: statementMinorOf({ ...entry, amountMinor }).toString(),
      effectiveOn: effectiveOn.toISOString().slice(0, 10),
    })),
  );
  const posted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO ledger_entry (partner_id, earning_id, kind, from_account, to_account, amount_minor, currency, period, effective_on,
      booked_at, statement_minor, posting_key, cause_type, cause_id, payout_id, dispute_id, exchange_rate, explanation)
    SELECT r."partnerId", r."earningId", r.kind, r."from", r."to", r."amountMinor", r.currency, r.period, r."effectiveOn",
      ${now}, r."statementMinor", r."postingKey", r."causeType", r."causeId", r."payoutId", r."disputeId", r."exchangeRate",
      r.explanation
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(place int, "partnerId" uuid, "earningId" uuid, kind text, "from" text, "to" text,
      "amountMinor" bigint, currency text, period text, "effectiveOn" date, "statementMinor" bigint, "postingKey" text,
      "causeType" text, "causeId" uuid, "payoutId" uuid, "disputeId" uuid, "exchangeRate" numeric, explanation jsonb)
    ORDER BY r.place
    ON CONFLICT (posting_key) DO NOTHING
    RETURNING id`;
  return posted.map(({ id }) => id);
}

export type EarningBalance = Balance & Readonly<{ earningId: string }>;

export const balancesOfEarnings = (tx: Tx, earningIds: readonly string[]): Promise<EarningBalance[]> =>
  tx.$queryRaw<EarningBalance[]>`
    SELECT e.earning_id AS "earningId", m.account, e.currency, sum(m.amount)::bigint AS "balanceMinor"
    FROM ledger_entry AS e
    CROSS JOIN LATERAL (VALUES (e.to_account, e.amount_minor), (e.from_account, -e.amount_minor)) AS m (account, amount)
    WHERE e.earning_id = ANY (${earningIds}::uuid[])
    GROUP BY e.earning_id, m.account, e.currency`;

/** What stands in a partner's accounts by what was booked until an instant; by everything where none is given. */
export const BALANCE_QUERIES = {
  partner: ({ value }) => Prisma.sql`SELECT id FROM partner WHERE id = ${value('partnerId')}::uuid`,
  /** Each entry once, by the two accounts that it moves between: a partner has few such pairs, and many entries. */
  moved: ({ value }) => Prisma.sql`
    SELECT e.from_account AS "from", e.to_account AS "to", e.currency, sum(e.amount_minor)::bigint::text AS "amountMinor"
    FROM ledger_entry AS e
    WHERE e.partner_id = ${value('partnerId')}::uuid
      AND e.booked_at <= coalesce(${value('asOf')}::timestamptz, 'infinity'::timestamptz)
    GROUP BY e.from_account, e.to_account, e.currency`,
} satisfies Queries;
