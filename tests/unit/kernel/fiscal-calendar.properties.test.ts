import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datesOf, fiscalPeriodAt, fiscalPeriodOn, instantsOf } from '../../../src/kernel/fiscal-calendar.ts';
import {
  fiscalLabelOf,
  fiscalPeriod,
  fiscalPeriodContaining,
  fiscalPeriodsWithin,
  nextFiscalPeriod,
} from '../../../src/kernel/fiscal-period.ts';
import { WEEKDAYS } from '../../../src/kernel/time.ts';

describe('sixty years of any calendar', () => {
  const layouts = fc.oneof(
    fc.record({ kind: fc.constant('MONTHS' as const), startMonth: fc.integer({ min: 1, max: 12 }) }),
    fc.record({
      kind: fc.constant('WEEKS' as const),
      pattern: fc.constantFrom('4-4-5' as const, '4-5-4' as const, '5-4-4' as const),
      endMonth: fc.integer({ min: 1, max: 12 }),
      endWeekday: fc.constantFrom(...WEEKDAYS),
      endRule: fc.constantFrom('LAST' as const, 'NEAREST' as const),
    }),
  );
  const calendars = fc.record({
    timeZone: fc.constantFrom(
      'UTC',
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kolkata',
      'America/Sao_Paulo',
    ),
    yearNamedBy: fc.constantFrom('START' as const, 'END' as const),
    layout: layouts,
  });

  it('is tiled by its months without gap or overlap, and by its quarters and years alike', () => {
    fc.assert(
      fc.property(calendars, (calendar) => {
        const broken: string[] = [];
        let month = fiscalPeriod('MONTH', 1990, 1);
        let { from } = datesOf(calendar, month);
        for (; month.year < 2050; month = nextFiscalPeriod(month)) {
          const dates = datesOf(calendar, month);
          const first = fiscalPeriodOn(calendar, 'MONTH', dates.from);
          const last = fiscalPeriodOn(calendar, 'QUARTER', dates.until.subtract({ days: 1 }));
          const isTiled =
            dates.from.equals(from) &&
            fiscalLabelOf(first) === fiscalLabelOf(month) &&
            fiscalLabelOf(last) === fiscalLabelOf(fiscalPeriodContaining(month, 'QUARTER'));
          if (!isTiled) broken.push(fiscalLabelOf(month));
          from = dates.until;
        }
        expect(broken).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('has years that are made of their parts, of 365 or 366 days or of 52 or 53 weeks', () => {
    fc.assert(
      fc.property(calendars, fc.integer({ min: 1990, max: 2049 }), (calendar, year) => {
        const whole = datesOf(calendar, fiscalPeriod('YEAR', year));
        for (const grain of ['QUARTER', 'MONTH'] as const) {
          const parts = fiscalPeriodsWithin(fiscalPeriod('YEAR', year), grain);
          expect(datesOf(calendar, parts[0]!).from.equals(whole.from)).toBe(true);
          expect(datesOf(calendar, parts.at(-1)!).until.equals(whole.until)).toBe(true);
        }
        const days = whole.from.until(whole.until).days;
        expect(calendar.layout.kind === 'MONTHS' ? [365, 366] : [364, 371]).toContain(days);
      }),
    );
  });

  it('agrees between instants and days at both ends of a period', () => {
    fc.assert(
      fc.property(
        calendars,
        fc.integer({ min: 1990, max: 2049 }),
        fc.integer({ min: 1, max: 12 }),
        (calendar, year, ordinal) => {
          const month = fiscalPeriod('MONTH', year, ordinal);
          const { from, until } = instantsOf(calendar, month);
          expect(fiscalPeriodAt(calendar, 'MONTH', from)).toEqual(month);
          expect(fiscalPeriodAt(calendar, 'MONTH', until.subtract({ milliseconds: 1 }))).toEqual(month);
          expect(fiscalPeriodAt(calendar, 'MONTH', until)).toEqual(nextFiscalPeriod(month));
        },
      ),
    );
  });
});
