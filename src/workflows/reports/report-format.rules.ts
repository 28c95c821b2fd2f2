import { Temporal } from 'temporal-polyfill';
import type { KpiUnit } from '../../domains/kpis/kpi-definition.rules.ts';
import type { ScoreRow } from './report-model.rules.ts';

/** How numbers and days are written for readers of one locale. */
export type Formats = ReturnType<typeof formatsOf>;

const NONE = '–';
/** From so many on, the fraction of an amount says nothing to who steers by it. */
const WHOLE_FROM = 1_000;
const SHORT_FROM = 100_000;
const MINUTES_PER_HOUR = 60;
const HOURS_FROM_MINUTES = 120;

/** Whether the text names a locale that numbers can be written for. */
export function isLocale(text: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length > 0;
  } catch {
    return false;
  }
}

export function formatsOf(locale: string) {
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' });
  const unit = (name: 'minute' | 'hour' | 'day', value: number) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: 1 }).format(value);
  const money = (value: string, currency: string) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      ...(Math.abs(Number(value)) >= WHOLE_FROM && { maximumFractionDigits: 0, minimumFractionDigits: 0 }),
      // Digits of any number are written exactly, as a string is no floating-point number.
    }).format(value as Intl.StringNumericLiteral);
  const minutes = (value: number) =>
    value < HOURS_FROM_MINUTES ? unit('minute', Math.round(value)) : unit('hour', value / MINUTES_PER_HOUR);
  const figure = (value: string | null, of: KpiUnit, currency: string | null): string => {
    if (value === null) return NONE;
    switch (of) {
      case 'MONEY':
        return currency === null ? plain.format(Number(value)) : money(value, currency);
      case 'PERCENT':
        return percent.format(Number(value) / 100);
      case 'MINUTES':
      case 'BUSINESS_MINUTES':
        return minutes(Number(value));
      case 'DAYS':
        return unit('day', Number(value));
      case 'COUNT':
        return plain.format(value as Intl.StringNumericLiteral);
    }
  };
  return {
    figure,
    money,
    /** As a card has room for: large amounts to four digits, which a table beside it tells whole. */
    headline: (value: string | null, of: KpiUnit, currency: string | null): string =>
      of === 'MONEY' && currency !== null && value !== null && Math.abs(Number(value)) >= SHORT_FROM
        ? new Intl.NumberFormat(locale, {
            style: 'currency',
            currency,
            notation: 'compact',
            maximumSignificantDigits: 4,
          }).format(Number(value))
        : figure(value, of, currency),
    count: (value: number) => whole.format(value),
    number: (value: string) => plain.format(value as Intl.StringNumericLiteral),
    percent: (value: string | null) => figure(value, 'PERCENT', null),
    /** As an axis has room for. */
    short: (value: number, of: KpiUnit) => {
      if (of === 'PERCENT') return percent.format(value / 100);
      return of === 'MINUTES' || of === 'BUSINESS_MINUTES' ? minutes(value) : short.format(value);
    },
    day: (date: Date) => day.format(date),
    month: (date: Date) => month.format(date),
    instant: (instant: Date, timeZone: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(instant),
  };
}

/** How a value moved against another one, and whether that is good. */
export type Movement = Readonly<{ text: string; tone: 'GOOD' | 'BAD' | 'EVEN' }>;

const EVEN: Movement = { text: '±0', tone: 'EVEN' };

/**
 * By how much a KPI moved: percentages by percentage points, everything else relatively. Null where there is nothing to compare,
 * or nothing to compare with, as from zero no change is relative.
 */
export function movementOf(
  { unit, direction }: Pick<ScoreRow, 'unit' | 'direction'>,
  now: string | null,
  then: string | null,
  locale: string,
): Movement | null {
  if (now === null || then === null) return null;
  const difference = Number(now) - Number(then);
  if (unit !== 'PERCENT' && Number(then) === 0) return difference === 0 ? EVEN : null;
  const moved = unit === 'PERCENT' ? difference : difference / Math.abs(Number(then));
  const written = new Intl.NumberFormat(locale, {
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
    ...(unit !== 'PERCENT' && { style: 'percent' }),
  }).format(moved);
  if (
    !/[1-9]/.test(
      new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(
        unit === 'PERCENT' ? moved : moved * 100,
      ),
    )
  )
    return EVEN;
  const isGood = moved > 0 === (direction === 'UP');
  return { text: unit === 'PERCENT' ? `${written} pp` : written, tone: isGood ? 'GOOD' : 'BAD' };
}

/** Whether the target is reached; null where there is none, or no value. */
export function meetsTarget({
  value,
  target,
  direction,
}: Pick<ScoreRow, 'value' | 'target' | 'direction'>): boolean | null {
  if (value === null || target === null) return null;
  return direction === 'UP' ? Number(value) >= Number(target) : Number(value) <= Number(target);
}

/** The day before, for people read a period by its last day. */
export const lastDayOf = (until: Date): Date =>
  new Date(Temporal.Instant.fromEpochMilliseconds(until.getTime()).subtract({ hours: 24 }).epochMilliseconds);
