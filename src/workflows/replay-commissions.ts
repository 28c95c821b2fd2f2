import { bookableEarnings, factsOf } from '../domains/accruals/accrual.service.ts';
import { type ReplayDifference, replayOf } from '../domains/accruals/accrual-replay.rules.ts';
import {
  earningsOfMonth,
  entriesByTerms,
  type Month,
  unfoundedOf,
} from '../domains/accruals/accrual-replay.service.ts';
import { NOTHING_BILLED } from '../domains/accruals/earning-facts.rules.ts';
import { withTerms } from '../domains/accruals/earning-terms.rules.ts';
import { billingOf } from '../domains/billing/billing-facts-of.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { datesOf, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../kernel/fiscal-period.ts';
import { dayIn, dayOf, plainDateOf } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import { replayTerms, type TermsDifference } from './replay-terms.ts';

const PAGE_EARNINGS = 500;
/** So many differences are said one by one; the others are counted. */
const SAID_MAX = 100;

export type Replay = Readonly<{
  period: string;
  earnings: number;
  /** Earnings of which only time has made something due since they were last booked. */
  due: number;
  /** Revisions whose inputs were not kept, so that their terms are taken as given. */
  withoutInputs: number;
  /** In the ledger. */
  differences: readonly (Omit<ReplayDifference, 'earningId' | 'code'> &
    Readonly<{ code: ReplayDifference['code'] | 'UNFOUNDED'; earningId: string | null }>)[];
  /** In what was frozen. */
  terms: readonly TermsDifference[];
}>;

/**
 * Recomputes what every earning that the fiscal month of an instant is about was worth when it was frozen, from the plan
 * version and the inputs of each revision, and what by these terms and all facts known at that instant it should have in the
 * ledger, and compares both with what was frozen and booked by then. It reads only.
 */
export async function replayCommissions(tx: Tx, asOf: Date, log: (line: string) => void): Promise<Replay> {
  const calendar = await fiscalCalendarFrom(tx);
  const day = dayIn(calendar.timeZone, asOf);
  const period = fiscalPeriodOn(calendar, 'MONTH', plainDateOf(day));
  const { from, until } = datesOf(calendar, period);
  const month: Month = { label: fiscalLabelOf(period), startsOn: dayOf(from), endsOn: dayOf(until) };
  const differences: Replay['differences'][number][] = (
    await unfoundedOf(tx, month.label, asOf, SAID_MAX)
  ).map(({ id, ...entry }) => ({ ...entry, code: 'UNFOUNDED', earningId: null, entryId: id }));
  const terms: TermsDifference[] = [];
  let [earnings, due, withoutInputs] = [0, 0, 0];
  for (let after: string | null = null; ; ) {
    const page: string[] = (await earningsOfMonth(tx, month, asOf, after, PAGE_EARNINGS)).map(({ id }) => id);
    if (page.length === 0) break;
    const replayed = await replayPage(tx, page, { day, asOf, timeZone: calendar.timeZone });
    earnings += page.length;
    due += replayed.ledger.filter(({ isDue }) => isDue).length;
    differences.push(...replayed.ledger.flatMap((one) => one.differences));
    terms.push(...replayed.terms.differences);
    withoutInputs += replayed.terms.withoutInputs;
    after = page.at(-1)!;
    log(
      `  replayed ${earnings} earnings of ${month.label}, ${differences.length + terms.length} differences`,
    );
  }
  const replay = { period: month.label, earnings, due, withoutInputs, differences, terms };
  say(replay, log);
  return replay;
}

function say(
  { period, earnings, due, withoutInputs, differences, terms }: Replay,
  log: (line: string) => void,
): void {
  for (const { earningId, revision, term, frozen, recomputed } of terms.slice(0, SAID_MAX))
    log(`  FROZEN ${term} ${frozen}, recomputed ${recomputed}, revision ${revision} of earning ${earningId}`);
  for (const { code, earningId, entryId, movement, amountMinor, currency } of differences.slice(
    0,
    SAID_MAX,
  )) {
    const what = entryId ? `entry ${entryId}` : `earning ${earningId}`;
    log(`  ${code} ${movement} ${amountMinor} ${currency} in minor units, ${what}`);
  }
  if (withoutInputs > 0) log(`  ${withoutInputs} revisions keep no inputs, and are taken as they are`);
  const found = differences.length + terms.length;
  log(`  ${period}: ${earnings} earnings, ${found} differences; ${due} wait for commission-accrual`);
}

async function replayPage(
  tx: Tx,
  ids: readonly string[],
  { day, asOf, timeZone }: Readonly<{ day: Date; asOf: Date; timeZone: string }>,
) {
  const earnings = await bookableEarnings(tx, ids, timeZone, asOf);
  const lines = [...new Set(earnings.map(({ orderLineId }) => orderLineId))];
  const billing = await billingOf(tx, lines, asOf);
  const entries = Map.groupBy(await entriesByTerms(tx, ids, asOf), ({ earningId }) => earningId);
  const terms = await replayTerms(tx, ids, asOf);
  const ledger = earnings.map((earning) => {
    const { id, partnerId, spiffId, frozen, flows, bookedUntil } = earning;
    // A faulty term is told once, and not again by all that it would have brought about.
    const again = terms.latest.get(id);
    return replayOf({
      ...{ frozen: again ? withTerms(frozen, again) : frozen, flows, bookedUntil, day },
      facts: factsOf(earning, billing.get(earning.orderLineId) ?? NOTHING_BILLED),
      entries: entries.get(id) ?? [],
      booking: {
        ...{ partnerId, earningId: id, isSpiff: spiffId !== null, currency: frozen.currency },
        cause: { type: 'Replay', id: null },
      },
    });
  });
  return { ledger, terms };
}
