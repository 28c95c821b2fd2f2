import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import {
  backtestedAt,
  scoreOf,
  type Tested,
  type TestPeriod,
  winsOf,
} from '../domains/forecasts/forecast-backtest.rules.ts';
import { historyUntil } from '../domains/forecasts/forecast-history.service.ts';
import { firstClosingOf, spellsOf } from '../domains/forecasts/forecast-learning.rules.ts';
import { daysOf, monthsBetween } from '../domains/forecasts/forecast-period.rules.ts';
import { fiscalCalendarOf } from '../domains/settings/settings.rules.ts';
import { readSettings } from '../domains/settings/settings.service.ts';
import { type FiscalCalendar, fiscalPeriodOn } from '../kernel/fiscal-calendar.ts';
import {
  type FiscalPeriod,
  fiscalLabelOf,
  fiscalPeriodAfter,
  fiscalPeriodContaining,
  nextFiscalPeriod,
} from '../kernel/fiscal-period.ts';
import { dateOfEpochDay } from '../kernel/time.ts';
import type { LongWork } from '../platform/jobs/jobs.ts';

/** Each month of a quarter has to be seen once before a forecast can know it. */
const MONTHS_SEEN_MIN = 3;
const SIMULATIONS = 1_000;

/** A period with up to four of its length that were over on the day, and within what is known. */
function testPeriod(
  calendar: FiscalCalendar,
  period: FiscalPeriod,
  today: number,
  firstDay: number,
): TestPeriod {
  const before: { from: number; until: number }[] = [];
  for (let back = 1; before.length < 4 && back < 8; back += 1) {
    const earlier = daysOf(calendar, fiscalPeriodAfter(period, -back));
    if (earlier.until <= today && earlier.from >= firstDay) before.push(earlier);
  }
  const grain = period.grain === 'MONTH' ? 'MONTH' : 'QUARTER';
  return { label: fiscalLabelOf(period), grain, ...daysOf(calendar, period), before };
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

function told(name: string, tested: readonly Tested[]): string {
  const { count, wape, mape, bias, within } = scoreOf(tested);
  return (
    `${name}: ${count} forecasts; WAPE ${percent(wape.model)}, against ${percent(wape.last)} by the last period, ` +
    `${percent(wape.meanOfFour)} by the mean of up to four, ${percent(wape.pipeline)} by win rate times pipeline; ` +
    `MAPE ${percent(mape)}, bias ${percent(bias)}, within P10 to P90 ${percent(within)}`
  );
}

/**
 * Forecasts at each start of a fiscal month in the past the month and the quarter that begin then or next, from what had
 * happened by then, and says how far off that was. What was imported since counts from the day on which it happened.
 */
export async function backtestForecasts({ snapshot, asOf, log }: LongWork): Promise<void> {
  const { calendar, deals, prices, today } = await snapshot(async (tx) => {
    const { settings } = await readSettings(tx);
    const question = { asOf, knownAt: asOf, timeZone: settings.timeZone, currency: settings.currency };
    return { calendar: fiscalCalendarOf(settings), ...(await historyUntil(tx, question, ratesOn)) };
  });
  const spells = spellsOf(deals, today).map(({ spell }) => spell);
  const firstDay = firstClosingOf(spells, today);
  const lastDay = spells.reduce((last, { closedDay }) => Math.max(last, closedDay ?? last), firstDay);
  const wins = winsOf(deals, prices, today);
  const tested: Tested[] = [];
  const firstWhole = fiscalPeriodAfter(
    fiscalPeriodOn(calendar, 'MONTH', dateOfEpochDay(firstDay)),
    MONTHS_SEEN_MIN,
  );
  for (let month = firstWhole; ; month = nextFiscalPeriod(month)) {
    const start = daysOf(calendar, month).from;
    // A month is known as a whole once something closed on or after its last days.
    if (start > lastDay) break;
    const quarter = fiscalPeriodContaining(month, 'QUARTER');
    const ahead = daysOf(calendar, quarter).from === start ? quarter : nextFiscalPeriod(quarter);
    for (const period of [month, ahead]) {
      const test = testPeriod(calendar, period, start, firstDay);
      if (test.until > Math.min(today, lastDay + 8) || test.before.length === 0) continue;
      const months = monthsBetween(calendar, firstDay, test.until);
      const found = backtestedAt(deals, prices, wins, {
        today: start,
        months,
        period: test,
        simulations: SIMULATIONS,
      });
      tested.push(...found);
      const all = found.find(({ scope }) => scope === 'ALL')!;
      const whole = (minor: number) => Math.round(minor / 100).toLocaleString('en');
      log(
        `  ${dateOfEpochDay(start)} for ${test.label}: came ${whole(all.actualMinor)}, forecast ${whole(all.expectedMinor)} ` +
          `(${whole(all.p10Minor)} to ${whole(all.p90Minor)}), last ${whole(all.lastMinor)}, mean ${whole(all.meanOfFourMinor)}`,
      );
    }
  }
  for (const grain of ['MONTH', 'QUARTER'] as const)
    for (const scope of ['ALL', 'PARTNER'] as const)
      log(
        told(
          `${grain} of ${scope === 'ALL' ? 'all' : 'single partners'}`,
          tested.filter((one) => one.grain === grain && one.scope === scope),
        ),
      );
}
