import { addDays } from '../../kernel/days.ts';
import type { FieldReader } from '../../kernel/fields.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import type { Role } from '../../kernel/roles.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import type { ReviewGrain } from './program-version.rules.ts';
import {
  type RequirementWaiverAction,
  type RequirementWaiverStatus,
  requirementWaiverStates,
} from './requirement-waiver.states.ts';
import { dayText } from './tier-placement.rules.ts';

export const WAIVER_YEARS_MAX = 2;
const AHEAD_DAYS_MAX = 366;

/** Days are midnights in UTC; `validTo` is the first day that no longer belongs to it. */
export type WaiverDays = Readonly<{ validFrom: Date; validTo: Date; revokedAt: Date | null }>;

/** Where it stands on the vendor's day. */
export function waiverStatusOf(
  { validFrom, validTo, revokedAt }: WaiverDays,
  today: Date,
): RequirementWaiverStatus {
  if (revokedAt) return 'REVOKED';
  if (validTo <= today) return 'ENDED';
  return validFrom > today ? 'SCHEDULED' : 'IN_FORCE';
}

export const waiverActions = (
  days: WaiverDays,
  today: Date,
  roles: readonly Role[],
): RequirementWaiverAction[] =>
  requirementWaiverStates
    .actionsFrom(waiverStatusOf(days, today), roles)
    .filter((action) => action === 'REVOKE');

/** The first day of the period that is reviewed on a day. */
export const periodStart = (calendar: FiscalCalendar, grain: ReviewGrain, today: Date): Date =>
  dayOf(datesOf(calendar, fiscalPeriodOn(calendar, grain, plainDateOf(today))).from);

/**
 * Reads for which days a requirement is waived: from the start of the current period on at the earliest, for two years at
 * most, and not only in the past.
 */
export function readWaiverDays(
  fields: FieldReader,
  input: Readonly<{ validFrom?: Date | null; validTo: Date }>,
  { earliest, today }: Readonly<{ earliest: Date; today: Date }>,
): Readonly<{ validFrom: Date; validTo: Date }> {
  const validFrom = input.validFrom ?? today;
  const { validTo } = input;
  const latest = addDays(today, AHEAD_DAYS_MAX);
  if (validFrom < earliest || validFrom > latest) {
    const message = `validFrom is a day from ${dayText(earliest)}, the start of the current period, to ${dayText(latest)}.`;
    fields.refuse('validFrom', 'OUT_OF_RANGE', message);
  }
  const longest = dayOf(plainDateOf(validFrom).add({ years: WAIVER_YEARS_MAX }));
  if (validTo <= validFrom) fields.refuse('validTo', 'NOT_AFTER_START', 'validTo is a day after validFrom.');
  else if (validTo <= today) fields.refuse('validTo', 'IN_THE_PAST', 'validTo is a day after today.');
  else if (validTo > longest)
    fields.refuse('validTo', 'TOO_LONG', `validTo is at most ${WAIVER_YEARS_MAX} years after validFrom.`);
  return { validFrom, validTo };
}
