import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { fiscalCalendarOf, storedCalendarOf } from '../settings/settings.rules.ts';
import * as repo from './ledger.repo.ts';
import type { Balance, NewEntry } from './ledger.rules.ts';

/** How often a close may begin between choosing a month and holding it open. */
const TRIES_MAX = 5;

/**
 * Books movements, each in the fiscal month of the day it belongs to, or in the first month after it whose close has not
 * begun. Movements of nothing are left out, and so are those whose posting key was booked before. The caller has decided
 * who may do this, and its role may write the ledger. Answers the ids of what was booked, in the order given.
 * @throws Error where the database refuses: an account of an earning would be overdrawn, or such a movement does not exist.
 */
export async function postEntries(tx: Tx, entries: readonly NewEntry[], now: Date): Promise<string[]> {
  const moving = entries.filter(({ amountMinor }) => amountMinor !== 0n);
  if (moving.length === 0) return [];
  const months = await monthsFor(
    tx,
    moving.map(({ effectiveOn }) => effectiveOn),
  );
  const placed = moving.map((entry) => ({ ...entry, period: months.get(entry.effectiveOn.getTime())! }));
  return await repo.insertEntries(tx, placed, now);
}

/** What stands in the accounts of earnings, by the earning. */
export async function earningBalances(
  tx: Tx,
  earningIds: readonly string[],
): Promise<Map<string, Balance[]>> {
  const balances = new Map<string, Balance[]>(earningIds.map((id) => [id, []]));
  for (const { earningId, ...balance } of await repo.balancesOfEarnings(tx, earningIds))
    balances.get(earningId)!.push(balance);
  return balances;
}

export const { BALANCE_QUERIES } = repo;

/** The label of the month in which each day is booked; all of them stay open until the transaction ends. */
async function monthsFor(tx: Tx, days: readonly Date[]): Promise<Map<number, string>> {
  const stored = await repo.readCalendar(tx);
  const calendar = fiscalCalendarOf({ timeZone: stored.timeZone, fiscalCalendar: storedCalendarOf(stored) });
  for (let tried = 0; tried < TRIES_MAX; tried += 1) {
    const firstOpen = await repo.firstDayOpen(tx);
    const labels = new Map<number, string>();
    for (const day of days) {
      const key = day.getTime();
      if (!labels.has(key)) labels.set(key, await monthOf(tx, calendar, later(day, firstOpen)));
    }
    if (await repo.holdOpen(tx, [...new Set(labels.values())])) return labels;
  }
  throw new Error('Months are being closed one after the other, so nothing can be booked.');
}

const later = (day: Date, other: Date | null): Date => (other !== null && other > day ? other : day);

async function monthOf(tx: Tx, calendar: FiscalCalendar, day: Date): Promise<string> {
  const known = await repo.monthContaining(tx, day);
  if (known) return known.label;
  const period = fiscalPeriodOn(calendar, 'MONTH', plainDateOf(day));
  const { from, until } = datesOf(calendar, period);
  const label = fiscalLabelOf(period);
  await repo.addMonth(tx, { label, startsOn: dayOf(from), endsOn: dayOf(until) });
  return label;
}
