import { forecastCalendarOf } from '../../../src/domains/forecasts/forecast-calendar.rules.ts';
import type { DatedHistory } from '../../../src/domains/forecasts/forecast-deal.rules.ts';
import { ageBucketsUntil } from '../../../src/domains/forecasts/forecast-exposure.rules.ts';
import type { Hazards } from '../../../src/domains/forecasts/forecast-hazards.rules.ts';
import { randomFrom } from '../../../src/domains/forecasts/forecast-random.rules.ts';

/** What happened to a deal, as `day: stage`, such as `{ 0: 'PROSPECTING', 9: 'WON' }`. */
export const aDeal = (
  facts: Readonly<Record<number, string>>,
  more: Partial<DatedHistory> = {},
): DatedHistory => {
  const days = Object.keys(facts).map(Number);
  return {
    ...{ id: 'deal', partnerId: 'partner', productId: null, isDated: true, isUnconvertible: false },
    ...{ stages: Object.values(facts), days, seen: days.map(() => true) },
    values: days.map(() => null),
    ...more,
  };
};

/** Months of thirty days, of which the first begins with a quarter. */
export const monthsUntil = (untilDay: number) =>
  Array.from({ length: Math.ceil(untilDay / 30) }, (_, month) => ({
    fromDay: month * 30,
    place: (month % 3) as 0 | 1 | 2,
  }));

const EVERY_MONTH_ALIKE = [
  [1, 1, 1],
  [1, 1, 1],
] as const;

/** The same hazards at every age until the last, without stages and seasons. */
export function flatHazards(win: number, loss: number, lastAgeDays: number): Hazards {
  const buckets = ageBucketsUntil(lastAgeDays);
  const all = (value: number) => [buckets.map(() => value)];
  const days = (value: number) => [Array.from({ length: lastAgeDays + 1 }, () => value)];
  return {
    observed: {
      calendar: forecastCalendarOf(monthsUntil(3_000), 3_000),
      ...{ lastAgeDays, firstDay: 0, stages: ['ANY'] },
    },
    ...{ buckets, exposureDays: all(0), wins: all(0), losses: all(0) },
    ...{
      winByDay: days(win),
      lossByDay: days(loss),
      win: all(win),
      loss: all(loss),
      move: [[buckets.map(() => 0)]],
    },
    ...{ seasonWin: EVERY_MONTH_ALIKE, seasonLoss: EVERY_MONTH_ALIKE },
  };
}

export type World = Readonly<{
  seed: number;
  days: number;
  perDay: number;
  partners: number;
  win: number;
  loss: number;
}>;

/** A history that is known to be made of constant hazards: so many deals open each day and are won or lost by chance. */
export function aWorld({ seed, days, perDay, partners, win, loss }: World): DatedHistory[] {
  const random = randomFrom(seed);
  const deals: DatedHistory[] = [];
  for (let opened = 0; opened < days; opened += 1) {
    for (let number = 0; number < perDay; number += 1) {
      const partnerId = `partner-${Math.floor(random() * partners)}`;
      let day = opened;
      let outcome: string | null = null;
      while (outcome === null && day < days) {
        const chance = random();
        outcome = chance < win ? 'WON' : chance < win + loss ? 'LOST' : null;
        if (outcome === null) day += 1;
      }
      const id = `${opened}-${number}`;
      const isSameDay = outcome !== null && day === opened;
      deals.push({
        ...aDeal({}, { id, partnerId }),
        ...(outcome === null
          ? { stages: ['PROSPECTING'], days: [opened], seen: [true], values: [10_000n] }
          : {
              ...{ stages: ['PROSPECTING', outcome], days: [opened, isSameDay ? opened : day] },
              ...{ seen: [true, true], values: [10_000n, 10_000n] },
            }),
      });
    }
  }
  return deals;
}
