import { daysBetween } from '../../kernel/days.ts';
import type { InvalidField } from '../../kernel/errors.ts';

/** Days that one question may be about. */
export const DAYS_MAX = 366;

/** What is wrong with a range of days, whose end no longer belongs to it; empty where nothing is. */
export function rangeProblems({ from, until }: Readonly<{ from: Date; until: Date }>): InvalidField[] {
  const days = daysBetween(from, until);
  if (days <= 0)
    return [{ field: 'until', code: 'ENDS_BEFORE_START', message: 'until is a day after from.' }];
  if (days > DAYS_MAX)
    return [{ field: 'until', code: 'TOO_LONG', message: `A range has at most ${DAYS_MAX} days.` }];
  return [];
}

/** How many of those who could use the portal did, in percent with one decimal; null where nobody could. */
export function ratePercentOf(active: number, all: number): string | null {
  if (all === 0) return null;
  const tenths = Math.floor((active * 2_000 + all) / (2 * all));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
