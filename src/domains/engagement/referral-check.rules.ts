import type { EngagementRule, RuleCode } from './engagement-rules.rules.ts';

export const CHECK_ANSWERS = ['CLEAR', 'NEEDS_REVIEW', 'TAKEN'] as const;
export type CheckAnswer = (typeof CHECK_ANSWERS)[number];

/**
 * The rules that look at the partner alone. The others look at the vendor's customers, so that an answer by them would
 * let somebody list those.
 */
const OWN_RULES: readonly RuleCode[] = ['PARTNER_STANDING', 'SELF_REFERRAL', 'TERRITORY', 'CAPACITY'];

export const ownRulesOf = (rules: readonly EngagementRule[]): EngagementRule[] =>
  rules.filter(({ code }) => OWN_RULES.includes(code));

/**
 * The coarse answer. Only a claim by strong keys says TAKEN; NEEDS_REVIEW follows from what was asked and from the
 * partner's own standing, never from whom the vendor knows.
 */
export function answerOf(isTaken: boolean, hasStrongKey: boolean, isInOwnStanding: boolean): CheckAnswer {
  if (isTaken) return 'TAKEN';
  return hasStrongKey && isInOwnStanding ? 'CLEAR' : 'NEEDS_REVIEW';
}

/** The first day of the month after an instant, in UTC: about then, and no nearer. */
export const aboutMonthAfter = (instant: Date): Date =>
  new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + 1, 1));
