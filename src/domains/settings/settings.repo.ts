import { WEEKDAYS } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { readRows } from '../../platform/database/sql-rows.ts';
import { BUSINESS_CALENDAR } from './business-calendar.sql.ts';
import {
  type Holiday,
  type ResponseSubject,
  type Settings,
  type StoredBusinessCalendar,
  storedCalendarOf,
  timeOf,
} from './settings.rules.ts';

export type StoredSettings = Readonly<{ version: number; updatedAt: Date; settings: Settings }>;

/** Locks the settings for the rest of the transaction, so that changes follow one another. */
export async function lockSettings(tx: Tx): Promise<StoredSettings> {
  await tx.$queryRaw`SELECT 1 FROM vendor_settings WHERE id = 1 FOR UPDATE`;
  return await readSettings(tx);
}

export async function readSettings(tx: Tx): Promise<StoredSettings> {
  const row = await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } });
  const hours = await tx.businessHours.findMany({ orderBy: [{ weekday: 'asc' }, { opensMinute: 'asc' }] });
  const holidays = await tx.holiday.findMany({ orderBy: { date: 'asc' } });
  const currencies = await tx.vendorCurrency.findMany({ orderBy: { code: 'asc' } });
  const standards = await tx.responseStandard.findMany({ orderBy: { subject: 'asc' } });
  return {
    version: row.version,
    updatedAt: row.updatedAt,
    settings: {
      name: row.name,
      timeZone: row.timeZone,
      currency: row.currency,
      fiscalCalendar: storedCalendarOf(row),
      businessHours: hours.map(({ weekday, opensMinute, closesMinute }) => ({
        weekday: WEEKDAYS[weekday - 1]!,
        opens: timeOf(opensMinute),
        closes: timeOf(closesMinute),
      })),
      holidays: holidays.map(({ date, name }) => ({ date: date.toISOString().slice(0, 10), name })),
      currencies: currencies.map(({ code }) => code),
      responseStandards: standards.map((row) => ({ ...row, subject: row.subject as ResponseSubject })),
    },
  };
}

export const readBusinessCalendar = async (tx: Tx): Promise<StoredBusinessCalendar> =>
  (await readRows(tx, BUSINESS_CALENDAR, {}))[0] as StoredBusinessCalendar;

export const readFiscalSettings = async (tx: Tx): Promise<Pick<Settings, 'timeZone' | 'fiscalCalendar'>> => {
  const row = await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 } });
  return { timeZone: row.timeZone, fiscalCalendar: storedCalendarOf(row) };
};

/** Writes the parts that changed and counts the version up. */
export async function writeSettings(
  tx: Tx,
  before: StoredSettings,
  after: Settings,
  changed: readonly (keyof Settings)[],
  now: Date,
): Promise<void> {
  const { name, timeZone, currency, fiscalCalendar } = after;
  await tx.vendorSettings.update({
    where: { id: 1 },
    data: {
      ...{ name, timeZone, currency, ...fiscalColumnsOf(fiscalCalendar) },
      version: before.version + 1,
      updatedAt: now,
    },
  });
  if (changed.includes('businessHours')) await replaceBusinessHours(tx, after.businessHours);
  if (changed.includes('holidays')) await moveHolidays(tx, before.settings.holidays, after.holidays);
  if (changed.includes('currencies')) {
    await tx.vendorCurrency.deleteMany({ where: { code: { notIn: [...after.currencies] } } });
    await tx.vendorCurrency.createMany({
      data: after.currencies.map((code) => ({ code })),
      skipDuplicates: true,
    });
  }
  for (const standard of changed.includes('responseStandards') ? after.responseStandards : []) {
    await tx.responseStandard.upsert({
      where: { subject: standard.subject },
      create: standard,
      update: standard,
    });
  }
}

/** Which of these currencies partners are paid in. */
export const currenciesInUse = async (tx: Tx, codes: readonly string[]): Promise<string[]> =>
  (
    await tx.partner.findMany({
      where: { currency: { in: [...codes] } },
      distinct: ['currency'],
      select: { currency: true },
      orderBy: { currency: 'asc' },
    })
  ).map(({ currency }) => currency);

async function replaceBusinessHours(tx: Tx, hours: Settings['businessHours']) {
  await tx.businessHours.deleteMany();
  await tx.businessHours.createMany({
    data: hours.map(({ weekday, opens, closes }) => ({
      weekday: WEEKDAYS.indexOf(weekday) + 1,
      opensMinute: minuteOf(opens),
      closesMinute: minuteOf(closes),
    })),
  });
}

async function moveHolidays(tx: Tx, before: readonly Holiday[], after: readonly Holiday[]) {
  const keyOf = ({ date, name }: Holiday) => `${date} ${name}`;
  const [had, has] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  const dayOf = ({ date }: Holiday) => new Date(`${date}T00:00:00Z`);
  const gone = before.filter((holiday) => !has.has(keyOf(holiday)));
  const come = after.filter((holiday) => !had.has(keyOf(holiday)));
  await tx.holiday.deleteMany({ where: { date: { in: gone.map(dayOf) } } });
  await tx.holiday.createMany({
    data: come.map((holiday) => ({ date: dayOf(holiday), name: holiday.name })),
  });
}

function fiscalColumnsOf({ yearNamedBy, layout }: Settings['fiscalCalendar']) {
  const isWeeks = layout.kind === 'WEEKS';
  return {
    fiscalYearNamedBy: yearNamedBy,
    fiscalKind: layout.kind,
    fiscalStartMonth: isWeeks ? (layout.endMonth % 12) + 1 : layout.startMonth,
    fiscalWeekPattern: isWeeks ? layout.pattern : null,
    fiscalYearEndWeekday: isWeeks ? WEEKDAYS.indexOf(layout.endWeekday) + 1 : null,
    fiscalYearEndRule: isWeeks ? layout.endRule : null,
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
