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
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/**
 * Forecasts the fiscal quarter of the instant and the next by what was known then, of each partner, each channel manager's
 * portfolio and all. A quarter that has a forecast of this instant keeps it. Answers how many rows were written.
 */
export async function makeForecasts(
  tx: Tx,
  actor: Actor,
  asOf: Date,
  say: Readonly<{ log(line: string): void; isFor(period: string): void }>,
): Promise<number> {
  const { settings } = await readSettings(tx);
  const { timeZone, currency } = settings;
  const calendar = fiscalCalendarOf(settings);
  const today = epochDayOf(plainDateOf(dayIn(timeZone, asOf)));
  const quarters = quartersAhead(calendar, today);
  const made = await periodsMade(tx, quarters.map(fiscalLabelOf), asOf);
  const missing = quarters.filter((quarter) => !made.includes(fiscalLabelOf(quarter)));
  say.isFor(fiscalLabelOf(quarters[0]!));
  if (missing.length === 0) return 0;

  const history = await historyUntil(tx, { asOf, knownAt: asOf, timeZone, currency });
  const deals = spellsOf(history.deals, today);
  const firstDay = firstClosingOf(
    deals.map(({ spell }) => spell),
    today,
  );
  const untilDay = daysOf(calendar, quarters[1]!).until;
  const months = monthsBetween(calendar, firstDay, untilDay);
  const learnt = learntFrom(deals, history.prices, { today, months, untilDay });
  const managers = new Map(
    (await managersAt(tx, asOf)).map(({ partnerId, staffId }) => [partnerId, staffId]),
  );
  let written = 0;
  for (const quarter of missing) {
    const { from, until } = daysOf(calendar, quarter);
    const period = fiscalLabelOf(quarter);
    const seed = seedOf(`${period} ${asOf.toISOString()}`);
    const forecast = forecastOf(learnt, { today, from, until }, managers, { seed, simulations: SIMULATIONS });
    const head = {
      ...{ period, asOf, currency, seed, simulations: SIMULATIONS },
      periodFrom: dayOf(dateOfEpochDay(from)),
      periodUntil: dayOf(dateOfEpochDay(until)),
    };
    written += await keepForecast(tx, actor, head, { learnt, made: forecast });
    say.log(`  ${period}: ${forecast.deals.length} open deals, ${forecast.lines.length} lines`);
  }
  return written;
}
