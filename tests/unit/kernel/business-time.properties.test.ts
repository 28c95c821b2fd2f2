import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type OpenHours, parseBusinessHours } from '../../../src/kernel/business-calendar.ts';
import {
  addBusinessDays,
  addBusinessMinutes,
  businessMillisecondsBetween,
  businessMinutesBetween,
  isOpen,
} from '../../../src/kernel/business-time.ts';
import { WEEKDAYS } from '../../../src/kernel/time.ts';

const HOUR_MS = 3_600_000;
const QUARTER_MS = HOUR_MS / 4;

const wallTime = (quarter: number) =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;

/** Up to two stretches of a day, cut at quarters of an hour. */
const dayHours = (quarterMin: number, quarterMax: number): fc.Arbitrary<OpenHours[]> =>
  fc
    .uniqueArray(fc.integer({ min: quarterMin, max: quarterMax }), { minLength: 4, maxLength: 4 })
    .map((quarters) => quarters.sort((a, b) => a - b).map(wallTime))
    .chain(([a, b, c, d]) =>
      fc.constantFrom(
        [{ opens: a!, closes: b! }],
        [
          { opens: a!, closes: b! },
          { opens: c!, closes: d! },
        ],
      ),
    );

const calendars = (quarterMin: number, quarterMax: number) =>
  fc
    .record({
      timeZone: fc.constantFrom(
        'UTC',
        'America/New_York',
        'Europe/Berlin',
        'Asia/Kolkata',
        'Australia/Lord_Howe',
      ),
      weekly: fc
        .tuple(
          fc.subarray([...WEEKDAYS], { minLength: 1 }),
          fc.array(dayHours(quarterMin, quarterMax), { minLength: 7, maxLength: 7 }),
        )
        .map(([days, hours]) => Object.fromEntries(days.map((day, place) => [day, hours[place]!]))),
      holidays: fc.array(
        fc
          .integer({ min: 0, max: 400 })
          .map((days) => Temporal.PlainDate.from('2024-01-01').add({ days }).toString()),
        { maxLength: 8 },
      ),
    })
    .map((settings) => {
      const result = parseBusinessHours(settings);
      if (!result.ok) throw new Error(result.reason);
      return { settings, calendar: result.value };
    });

const hoursOfYear = fc.integer({ min: 0, max: 366 * 24 });
const instantAfter = (milliseconds: number) =>
  Temporal.Instant.from('2024-01-01T00:00Z').add({ milliseconds: Math.round(milliseconds) });

describe('business time of any calendar', () => {
  it('is additive to the millisecond', () => {
    const offsets = fc.tuple(
      ...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 366 * 24 * HOUR_MS })),
    );
    fc.assert(
      fc.property(calendars(0, 96), offsets, ({ calendar }, drawn) => {
        const [a, b, c] = drawn.sort((x, y) => x - y).map(instantAfter) as [
          Temporal.Instant,
          Temporal.Instant,
          Temporal.Instant,
        ];
        const parts =
          businessMillisecondsBetween(calendar, a, b) + businessMillisecondsBetween(calendar, b, c);
        expect(businessMillisecondsBetween(calendar, a, c)).toBe(parts);
      }),
    );
  });

  it('reaches the earliest instant at which the minutes are over', () => {
    fc.assert(
      fc.property(
        calendars(0, 96),
        hoursOfYear,
        fc.integer({ min: 1, max: 10_000 }),
        ({ calendar }, hour, minutes) => {
          const from = instantAfter(hour * HOUR_MS);
          const reached = addBusinessMinutes(calendar, from, minutes);
          expect(businessMinutesBetween(calendar, from, reached)).toBe(minutes);
          const justBefore = reached.subtract({ milliseconds: 1 });
          expect(businessMinutesBetween(calendar, from, justBefore)).toBe(minutes - 1);
          expect(isOpen(calendar, justBefore)).toBe(true);
        },
      ),
    );
  });

  it('adds days in two steps as in one', () => {
    const days = fc.nat(60);
    fc.assert(
      fc.property(calendars(0, 96), days, days, ({ calendar }, first, second) => {
        const date = Temporal.PlainDate.from('2024-02-20');
        const inSteps = addBusinessDays(calendar, addBusinessDays(calendar, date, first), second);
        expect(inSteps.equals(addBusinessDays(calendar, date, first + second))).toBe(true);
      }),
    );
  });

  /** Reads the clock on the wall every quarter of an hour, by day, when no clock is changed. */
  it('agrees with somebody who looks at the clock', () => {
    fc.assert(
      fc.property(
        calendars(24, 80),
        hoursOfYear,
        fc.integer({ min: 0, max: 24 * 14 }),
        ({ settings, calendar }, hour, length) => {
          const from = instantAfter(hour * HOUR_MS);
          let seen = 0;
          for (let quarter = 0; quarter < length * 4; quarter += 1) {
            const looked = from.add({ milliseconds: quarter * QUARTER_MS });
            const local = looked.toZonedDateTimeISO(settings.timeZone);
            const hours = settings.weekly[WEEKDAYS[local.dayOfWeek - 1]!] ?? [];
            const time = local.toPlainTime().toString().slice(0, 5);
            const isHoliday = settings.holidays.includes(local.toPlainDate().toString());
            const open = !isHoliday && hours.some(({ opens, closes }) => opens <= time && time < closes);
            if (open !== isOpen(calendar, looked)) throw new Error(`${looked} is ${open ? '' : 'not '}open`);
            if (open) seen += 15;
          }
          const until = from.add({ hours: length });
          expect(businessMinutesBetween(calendar, from, until)).toBe(seen);
        },
      ),
      { numRuns: 40 },
    );
  });
});
