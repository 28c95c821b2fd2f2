import fc from 'fast-check';
import type { Tx } from '../../../src/platform/database/client.ts';
import { always, day, number, oneOf } from './anything.ts';
import { appendTold, type Cast, numbered } from './cast.ts';
import { deals } from './deals.ts';
import { type Booked, dayAt, daysAfter, type History, type HistorySource, told, toldBy } from './history.ts';

/** A forecast of a quarter, with what each partner is expected to win, in the cast's currency. */
export type ForecastStep = Readonly<{ what: 'FORECAST'; quarter: number; expectedMinor: readonly number[] }>;
/** What a dollar is in the cast's currency or, where inverse, the other way round. */
export type RateStep = Readonly<{ what: 'RATE'; rate: string; isInverse: boolean; validFrom: string }>;

const QUARTERS = ['2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01', '2026-01-01'] as const;
const RATES = { '0.5': 50, '0.8': 80, '1.25': 125, '2': 200 } as const;

export const forecasts: HistorySource<ForecastStep | RateStep> = {
  kinds: ['FORECAST', 'RATE'],
  sources: ['FORECAST'],
  weight: 4,
  edges: [
    { what: 'FORECAST', quarter: 0, expectedMinor: [1, 2, 3] },
    { what: 'RATE', rate: '0.5', isInverse: false, validFrom: '2024-06-01' },
    { what: 'RATE', rate: '2', isInverse: false, validFrom: '2025-03-01' },
  ],
  steps: () =>
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          what: always('FORECAST'),
          quarter: number(QUARTERS.length - 1),
          expectedMinor: fc.array(fc.integer({ min: 0, max: 5_000_000 }), { minLength: 3, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          what: always('RATE'),
          rate: oneOf('0.5', '0.8', '1.25', '2'),
          isInverse: fc.boolean(),
          validFrom: day,
        }),
      },
    ),
  tell: (tx, cast, step) => (step.what === 'RATE' ? tellRate(tx, cast, step) : tellForecast(tx, cast, step)),
  *facts(history, cast) {
    const won = [...deals.facts(history, cast)].filter(({ measure }) => measure === 'REVENUE_WON');
    for (const [quarter, made] of toldBy(told<ForecastStep>(history, 'FORECAST'), (one) => one.quarter)) {
      const [from, until] = [QUARTERS[quarter]!, QUARTERS[quarter + 1]!];
      if (until > dayAt(history.zone, history.asOf)) continue;
      const inTime = made.filter(({ bookedAt }) => dayAt(history.zone, bookedAt) <= from);
      const rateHundredths = rateOf(history, until);
      for (const [partner, expected] of (inTime.at(-1) ?? made[0]!).expectedMinor.entries()) {
        const wonMinor = won
          .filter((one) => one.partner === partner)
          .filter(({ at }) => dayAt(history.zone, at!) >= from && dayAt(history.zone, at!) < until)
          .reduce((sum, { value }) => sum + value, 0);
        const outcome = Math.round((wonMinor * rateHundredths) / 100);
        const fact = { partner, currency: cast.currency, day: daysAfter(until, -1) };
        yield { ...fact, measure: 'FORECAST_MISSES', value: Math.abs(expected - outcome) };
        yield { ...fact, measure: 'FORECAST_OUTCOMES', value: outcome };
      }
    }
  },
};

/** The latest rate of the last day, of which one the other way round counts only where there is none; without any, nothing. */
function rateOf(history: History, until: string): number {
  const known = told<RateStep>(history, 'RATE').filter(({ validFrom }) => validFrom < until);
  const [found] = known.toSorted(
    (a, b) =>
      Number(a.isInverse) - Number(b.isInverse) ||
      b.validFrom.localeCompare(a.validFrom) ||
      Number(b.bookedAt) - Number(a.bookedAt),
  );
  if (!found) return 0;
  const hundredths = RATES[found.rate as keyof typeof RATES];
  return found.isInverse ? 10_000 / hundredths : hundredths;
}

async function tellForecast(tx: Tx, cast: Cast, step: Booked<ForecastStep>): Promise<void> {
  const { quarter, expectedMinor, bookedAt: at } = step;
  const id = numbered(cast, 'forecast', Number(at));
  await tx.$executeRaw`
    INSERT INTO forecast (id, period, period_from, period_until, as_of, currency, seed, simulations, model, made_at)
    VALUES (${id}::uuid, ${`${cast.program.code} ${quarter}`}, ${QUARTERS[quarter]}::date, ${QUARTERS[quarter + 1]}::date, ${at},
      ${cast.currency}, 1, 1, '{}', ${at})`;
  await tx.$executeRaw`
    INSERT INTO forecast_line (forecast_id, scope_kind, scope_key, partner_id, won_minor, open_minor, expected_minor, p10_minor,
      p50_minor, p90_minor, open_count, stale_count, list_priced, explanation)
    SELECT ${id}::uuid, 'PARTNER', partner, partner::uuid, 0, 0, 0, 0, expected, expected, 0, 0, 0, '{}'
    FROM unnest(${[...cast.partners]}::text[], ${[...expectedMinor]}::bigint[]) AS line (partner, expected)`;
  const subject = { subjectType: 'Forecast', subjectId: id, partnerId: null };
  await appendTold(tx, { type: 'forecast.made', ...subject, at, bookedAt: at });
}

async function tellRate(tx: Tx, cast: Cast, step: Booked<RateStep>): Promise<void> {
  const { rate, isInverse, validFrom, bookedAt: at } = step;
  const [from, to] = isInverse ? [cast.currency, 'USD'] : ['USD', cast.currency];
  const id = numbered(cast, 'rate', Number(at));
  await tx.$executeRaw`
    INSERT INTO exchange_rate (id, from_currency, to_currency, valid_from, rate, source, booked_at)
    VALUES (${id}::uuid, ${from}, ${to}, ${validFrom}::date, ${rate}::numeric, 'TEST', ${at})`;
  const subject = { subjectType: 'ExchangeRate', subjectId: id, partnerId: null };
  await appendTold(tx, { type: 'exchange_rate.set', ...subject, at, bookedAt: at });
}
