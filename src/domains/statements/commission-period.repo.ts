import type { Tx } from '../../platform/database/client.ts';
import type { Month } from './commission-period.rules.ts';

/**
 * Keeps months from being added until the transaction ends, and waits for whoever is adding one: what books in a month
 * that nobody else sees yet could else be overtaken by the close of a later one.
 */
export const lockCalendar = async (tx: Tx): Promise<void> => {
  await tx.$executeRaw`LOCK TABLE commission_period IN SHARE ROW EXCLUSIVE MODE`;
};

/** Adds months that nothing was booked in, so that they close with the others; those that are there are left alone. */
export const addMonths = (
  tx: Tx,
  months: readonly Readonly<{ label: string; startsOn: Date; endsOn: Date }>[],
): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO commission_period (label, starts_on, ends_on)
    SELECT r.label, r."startsOn"::date, r."endsOn"::date
    FROM jsonb_to_recordset(${JSON.stringify(months)}::jsonb) AS r(label text, "startsOn" text, "endsOn" text)
    ORDER BY r.label ON CONFLICT DO NOTHING`;

/** The first day of the earliest month; null where nothing was ever booked. */
export const firstDay = async (tx: Tx): Promise<Date | null> =>
  (await tx.commissionPeriod.aggregate({ _min: { startsOn: true } }))._min.startsOn;

/** The first month that is not closed, up to and with one where it is named; null where all of them are. */
export const firstUnclosed = async (
  tx: Tx,
  upTo?: string,
): Promise<Readonly<{ label: string; endsOn: Date; status: string }> | null> =>
  await tx.commissionPeriod.findFirst({
    where: { status: { not: 'CLOSED' }, ...(upTo === undefined ? {} : { label: { lte: upTo } }) },
    orderBy: { label: 'asc' },
    select: { label: true, endsOn: true, status: true },
  });

/** The months up to and with one, locked, the earliest first: whoever books in them is waited for. */
export async function lockMonthsUpTo(tx: Tx, label: string): Promise<Month[]> {
  await tx.$queryRaw`
    SELECT 1 FROM commission_period WHERE label <= ${label} AND status <> 'CLOSED' ORDER BY label FOR UPDATE`;
  // Only now, as what was booked meanwhile is seen by a statement that begins after it was waited for. The first entry in the
  // order of the months' index: for whether there is one at all, the planner may read the whole ledger.
  return await tx.$queryRaw<Month[]>`
    SELECT label, starts_on AS "startsOn", ends_on AS "endsOn", status,
      coalesce((SELECT true FROM ledger_entry AS e WHERE e.period = p.label ORDER BY e.partner_id LIMIT 1), false) AS "hasEntries"
    FROM commission_period AS p WHERE label = ${label} OR (label < ${label} AND status <> 'CLOSED') ORDER BY label`;
}

export const beginClosing = (tx: Tx, labels: readonly string[], now: Date): Promise<number> =>
  tx.$executeRaw`
    UPDATE commission_period SET status = 'CLOSING', closing_at = ${now}
    WHERE label = ANY (${labels}::text[]) AND status = 'OPEN'`;

/** The earliest month that is being closed, up to and with one, locked; null where none is. */
export async function lockClosing(tx: Tx, upTo: string): Promise<string | null> {
  await tx.$queryRaw`
    SELECT 1 FROM commission_period WHERE label <= ${upTo} AND status <> 'CLOSED' ORDER BY label FOR UPDATE`;
  // Only now, as another run that was waited for may have closed the first of them.
  const next = await firstUnclosed(tx, upTo);
  return next?.status === 'CLOSING' ? next.label : null;
}

export const finishClosing = (tx: Tx, label: string, now: Date): Promise<number> =>
  tx.$executeRaw`
    UPDATE commission_period SET status = 'CLOSED', closed_at = ${now} WHERE label = ${label} AND status = 'CLOSING'`;
