import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import { forecastOf, SIMULATIONS } from '../domains/forecasts/forecast.rules.ts';
import { keepForecast, periodsMade } from '../domains/forecasts/forecast.service.ts';
import { historyUntil, managersAt } from '../domains/forecasts/forecast-history.service.ts';
import { firstClosingOf, learntFrom, spellsOf } from '../domains/forecasts/forecast-learning.rules.ts';
import { daysOf, monthsBetween, quartersAhead } from '../domains/forecasts/forecast-period.rules.ts';
import { seedOf } from '../domains/forecasts/forecast-random.rules.ts';
import { fiscalCalendarOf } from '../domains/settings/settings.rules.ts';
import { readSettings } from '../domains/settings/settings.service.ts';
import { fiscalLabelOf } from '../kernel/fiscal-period.ts';
import { dateOfEpochDay, dayIn, dayOf, epochDayOf, plainDateOf } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';
import type { LongWork } from '../platform/jobs/jobs.ts';

/** Everything that a forecast is made of, read at once; null where both quarters have one of this instant. */
async function readFor(tx: Tx, asOf: Date) {
  const { settings } = await readSettings(tx);
  const { timeZone, currency } = settings;
  const calendar = fiscalCalendarOf(settings);
  const today = epochDayOf(plainDateOf(dayIn(timeZone, asOf)));
  const quarters = quartersAhead(calendar, today);
  const made = await periodsMade(tx, quarters.map(fiscalLabelOf), asOf);
  const missing = quarters.filter((quarter) => !made.includes(fiscalLabelOf(quarter)));
  if (missing.length === 0) return null;
  const history = await historyUntil(tx, { asOf, knownAt: asOf, timeZone, currency }, ratesOn);
  const managers = new Map(
    (await managersAt(tx, asOf)).map(({ partnerId, staffId }) => [partnerId, staffId]),
  );
  return { calendar, currency, today, quarters, missing, history, managers };
}

/**
 * Forecasts the fiscal quarter of the instant and the next by what was known then, of each partner, each channel manager's
 * portfolio and all. It reads in one snapshot and computes outside of any transaction; of two runs at the same time the
 * second finds the period's forecast of this instant made, and writes nothing. Answers how many rows were written.
 */
export async function makeForecasts(work: LongWork): Promise<number> {
  const { asOf, actor } = work;
  const read = await work.snapshot((tx) => readFor(tx, asOf));
  if (!read) return 0;
  const { calendar, currency, today, quarters, history, managers } = read;
  work.isFor(fiscalLabelOf(quarters[0]!));
  const deals = spellsOf(history.deals, today);
  const firstDay = firstClosingOf(
    deals.map(({ spell }) => spell),
    today,
  );
  const untilDay = daysOf(calendar, quarters[1]!).until;
  const months = monthsBetween(calendar, firstDay, untilDay);
  const learnt = learntFrom(deals, history.prices, { today, months, untilDay });
  let written = 0;
  for (const quarter of read.missing) {
    const { from, until } = daysOf(calendar, quarter);
    const period = fiscalLabelOf(quarter);
    const seed = seedOf(`${period} ${asOf.toISOString()}`);
    const made = forecastOf(learnt, { today, from, until }, managers, { seed, simulations: SIMULATIONS });
    const head = {
      ...{ period, asOf, currency, seed, simulations: SIMULATIONS },
      periodFrom: dayOf(dateOfEpochDay(from)),
      periodUntil: dayOf(dateOfEpochDay(until)),
    };
    written += await work.transaction((tx) => keepForecast(tx, actor, head, { learnt, made }));
    work.log(`  ${period}: ${made.deals.length} open deals, ${made.lines.length} lines`);
  }
  return written;
}
