import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { WEEKDAYS } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import { type FoundRate, rateFrom } from '../billing/exchange-rate.rules.ts';
import { businessCalendarOf, fiscalCalendarOf, storedCalendarOf } from '../settings/settings.rules.ts';

type Settings = Pick<Tx, 'vendorSettings'>;

const calendars = new WeakMap<Settings, Promise<FiscalCalendar>>();

/** How the vendor counts its years, quarters and months: read once for all that is read in a transaction. */
export function fiscalCalendarFrom(tx: Settings): Promise<FiscalCalendar> {
  const known = calendars.get(tx) ?? readCalendar(tx);
  calendars.set(tx, known);
  return known;
}

async function readCalendar(tx: Settings): Promise<FiscalCalendar> {
  const row = await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } });
  return fiscalCalendarOf({ timeZone: row.timeZone, fiscalCalendar: storedCalendarOf(row) });
}

/** When the vendor works. */
export async function businessCalendarFrom(tx: Tx): Promise<BusinessCalendar> {
  const { timeZone } = await fiscalCalendarFrom(tx);
  const hours = await tx.businessHours.findMany({ orderBy: [{ weekday: 'asc' }, { opensMinute: 'asc' }] });
  const holidays = await tx.holiday.findMany({ orderBy: { date: 'asc' } });
  return businessCalendarOf({
    timeZone,
    businessHours: hours.map(({ weekday, opensMinute, closesMinute }) => ({
      weekday: WEEKDAYS[weekday - 1]!,
      opens: timeOf(opensMinute),
      closes: timeOf(closesMinute),
    })),
    holidays: holidays.map(({ date, name }) => ({ date: date.toISOString().slice(0, 10), name })),
  });
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

const timeOf = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;

export async function vendorCurrency(tx: Pick<Tx, 'vendorSettings'>): Promise<string> {
  const { currency } = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { currency: true },
  });
  return currency;
}

/** The rate that answers a `question`: the latest of the pair's own, else of its inverse. */
export const rateSql = (to: unknown, asOf: unknown): Prisma.Sql => Prisma.sql`(
      SELECT known.rate, side.is_inverse FROM (VALUES (false), (true)) AS side (is_inverse)
      CROSS JOIN LATERAL (
        SELECT rate FROM exchange_rate
        WHERE from_currency = CASE WHEN side.is_inverse THEN ${to}::text ELSE question.from_code END
          AND to_currency = CASE WHEN side.is_inverse THEN question.from_code ELSE ${to}::text END
          AND valid_from <= question.on_day AND (${asOf}::timestamptz IS NULL OR booked_at <= ${asOf}::timestamptz)
        ORDER BY valid_from DESC, booked_at DESC, id DESC LIMIT 1
      ) AS known ORDER BY side.is_inverse LIMIT 1
    )`;

/**
 * What one unit of each currency is in another on a day, by the latest rate that holds by then and was booked by an instant: the
 * pair's own, else the reciprocal of the inverse one's; null where there is neither.
 */
export async function ratesTo(
  tx: Pick<Tx, '$queryRaw'>,
  to: string,
  questions: readonly Readonly<{ from: string; on: Date }>[],
  asOf: Date | null,
): Promise<(Decimal | null)[]> {
  if (questions.length === 0) return [];
  const rows = questions.map(({ from, on }) => ({ from, on_day: on.toISOString().slice(0, 10) }));
  const found = await tx.$queryRaw<(FoundRate & Readonly<{ place: number }>)[]>`
    SELECT question.place::int, found.rate::text, found.is_inverse AS "isInverse"
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS ("from" text, on_day date)) WITH ORDINALITY
      AS question (from_code, on_day, place)
    CROSS JOIN LATERAL ${rateSql(to, asOf)} AS found`;
  const byPlace = new Map(found.map(({ place, ...rate }) => [place, rate]));
  return questions.map((_, place) => rateFrom(byPlace.get(place + 1)));
}
