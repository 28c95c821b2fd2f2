import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { businessMinutesBetween } from '../../kernel/business-time.ts';
import { instantOf } from '../../kernel/time.ts';

/** How soon the vendor decides on a referral, in business minutes. */
export type ResponseStandard = Readonly<{ warnMinutes: number; breachMinutes: number }>;

export type ReminderLevel = 'WARNING' | 'BREACH';

export type Waiting = Readonly<{ waitedMinutes: number; levels: readonly ReminderLevel[] }>;

/** How long a submitted referral has waited at an instant, by the vendor's business hours, and what that has reached. */
export function waitingAt(
  calendar: BusinessCalendar,
  standard: ResponseStandard,
  submittedAt: Date,
  asOf: Date,
): Waiting {
  const waitedMinutes = businessMinutesBetween(calendar, instantOf(submittedAt), instantOf(asOf));
  const levels: ReminderLevel[] = [];
  if (waitedMinutes >= standard.warnMinutes) levels.push('WARNING');
  if (waitedMinutes >= standard.breachMinutes) levels.push('BREACH');
  return { waitedMinutes, levels };
}
