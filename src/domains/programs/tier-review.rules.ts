import { addDays } from '../../kernel/days.ts';
import type { Role } from '../../kernel/roles.ts';
import { type TierReviewAction, type TierReviewStatus, tierReviewStates } from './tier-review.states.ts';

export const REVIEW_OUTCOMES = ['PROMOTE', 'RETAIN', 'GRACE', 'DEMOTE'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** A tier by its place in a version of its program; a higher rank is a higher tier. */
export type Rung = Readonly<{ id: string; code: string; rank: number }>;

/** What a review is decided by; days are midnights in UTC. */
export type PeriodReview = Readonly<{
  /** The first day after the period that is reviewed. */
  periodUntil: Date;
  /** The vendor's day of the decision. */
  today: Date;
  /** The tier that it is in, or is due to be in by what was decided already, in the version in force; null for none. */
  present: Rung | null;
  /** From which day on it is in that tier; null where no placement says so. */
  presentSince: Date | null;
  /** The highest tier whose requirements it met in the period, in the version in force; null for none. */
  attained: Rung | null;
  /** Whether it met what its tier asked, by the version of the period. */
  isMet: boolean;
  /** All tiers of the version in force. */
  tiers: readonly Rung[];
  graceDays: number;
  noticeDays: number;
  /** The grace that was given for the present tier and has not been settled by a review since. */
  grace: Grace | null;
}>;

/** `lastDay` still belongs to the grace; `noticedOn` is the vendor's day of the notice, null where none was given. */
export type Grace = Readonly<{ lastDay: Date; noticedOn: Date | null }>;

export type Decision = Readonly<{
  outcome: ReviewOutcome;
  to: Rung | null;
  /** The first day of the tier that is proposed, or the last of the grace; null where nothing changes. */
  effectiveOn: Date | null;
}>;

const laterDay = (one: Date, other: Date): Date => (one > other ? one : other);

const highest = (tiers: readonly Rung[]): Rung | null =>
  tiers.reduce<Rung | null>((top, tier) => (top && top.rank > tier.rank ? top : tier), null);

const lowest = (tiers: readonly Rung[]): Rung | null =>
  tiers.reduce<Rung | null>((low, tier) => (low && low.rank < tier.rank ? low : tier), null);

/** The tier that is due now since more is met than the present one asks; null where none is. */
export const promotionFor = (present: Rung | null, attained: Rung | null): Rung | null =>
  attained && attained.rank > (present?.rank ?? 0) ? attained : null;

/**
 * What follows for a partner from a period that has ended. A promotion that was decided on in the period, one way or the
 * other, is not proposed again. A tier that it was placed in only after the period was not asked of it then, and is
 * retained. Nobody falls below the lowest tier, as there is nothing to fall to.
 */
export function periodDecision(review: PeriodReview, decidedFor: readonly string[] = []): Decision {
  const { present, presentSince, periodUntil, today } = review;
  const promoted = promotionFor(present, review.attained);
  if (promoted && !decidedFor.includes(promoted.id))
    return { outcome: 'PROMOTE', to: promoted, effectiveOn: promotionFrom(review) };
  const retained: Decision = { outcome: 'RETAIN', to: present, effectiveOn: null };
  const isPlacedSince = presentSince !== null && presentSince >= periodUntil;
  if (!present || review.isMet || isPlacedSince) return retained;
  const fallsTo = demotedTo(review.tiers, present, review.attained);
  if (!fallsTo) return retained;
  const lastDay = review.grace?.lastDay ?? addDays(periodUntil, review.graceDays - 1);
  return today <= lastDay
    ? { outcome: 'GRACE', to: present, effectiveOn: lastDay }
    : { outcome: 'DEMOTE', to: fallsTo, effectiveOn: demotedFrom(review) };
}

/**
 * What follows when a grace is over. What was attained by then counts as well as what the period itself tells, now
 * that all of it is known.
 */
export function graceDecision(review: PeriodReview, attainedSince: Rung | null): Decision {
  const { present, tiers } = review;
  const best = highest([review.attained, attainedSince].filter((tier) => tier !== null));
  const hasRecovered = review.isMet || (best?.rank ?? 0) >= (present?.rank ?? 0);
  const fallsTo = hasRecovered || !present ? null : demotedTo(tiers, present, best);
  return fallsTo
    ? { outcome: 'DEMOTE', to: fallsTo, effectiveOn: demotedFrom(review) }
    : { outcome: 'RETAIN', to: present, effectiveOn: null };
}

/** The highest attained tier, or else the lowest there is; null where that is no step down. */
function demotedTo(tiers: readonly Rung[], present: Rung, attained: Rung | null): Rung | null {
  const to = attained ?? lowest(tiers);
  return to && to.rank < present.rank ? to : null;
}

/**
 * The day from which a promotion holds that is due today. A tier that begins later by what was decided already is
 * passed from its first day on, so that it never comes back.
 */
export const promotionFrom = ({ today, presentSince }: Pick<PeriodReview, 'today' | 'presentSince'>): Date =>
  presentSince ? laterDay(today, presentSince) : today;

/** The first day of the lower tier: never before the days of the notice are over, which begins today where there was none. */
const demotedFrom = ({
  today,
  noticeDays,
  grace,
}: Pick<PeriodReview, 'today' | 'noticeDays' | 'grace'>): Date =>
  laterDay(today, addDays(grace?.noticedOn ?? today, noticeDays));

const LEFT = 'the partner no longer takes part in the program.';
const MOVED = 'the partner is in another tier than the one that was reviewed.';
const GRACE_OVER = 'the days of grace are over.';

/**
 * What stands in the way of approving a review, in words; null where nothing does. `present` is the tier that the
 * partner is in or due to be in by now, `to` the proposed tier in the version in force.
 */
export function approvalObstacle(
  review: Readonly<{
    outcome: ReviewOutcome;
    fromTierCode: string | null;
    effectiveOn: Date | null;
    takesPart: boolean;
    present: Rung | null;
    to: Rung | null;
    today: Date;
  }>,
): string | null {
  const { outcome, present, to, today, effectiveOn } = review;
  if (!review.takesPart) return LEFT;
  if ((present?.code ?? null) !== review.fromTierCode) return MOVED;
  if (outcome === 'GRACE' && effectiveOn && effectiveOn < today) return GRACE_OVER;
  if (outcome === 'GRACE' || outcome === 'RETAIN') return null;
  if (!to) return 'the tier is no longer part of the program.';
  const isStep = outcome === 'PROMOTE' ? to.rank > (present?.rank ?? 0) : to.rank < (present?.rank ?? 0);
  return isStep ? null : 'the tier is not above, or below, the present one any more.';
}

/** The day from which an approved change of tier holds: as proposed, and never before the day of the approval. */
export const approvedFrom = (proposed: Date | null, today: Date): Date =>
  proposed ? laterDay(proposed, today) : today;

/** What somebody can do with a review now. A partner that no longer takes part has no present tier: undefined. */
export function reviewActionsAvailable(
  review: Readonly<{
    status: TierReviewStatus;
    outcome: ReviewOutcome;
    fromTierCode: string | null;
    presentTierCode: string | null | undefined;
    effectiveOn: Date | null;
    today: Date;
  }>,
  roles: readonly Role[],
): { action: TierReviewAction; available: boolean; blockedBecause: string | null }[] {
  return tierReviewStates.actionsFrom(review.status, roles).map((action) => {
    const obstacle = action === 'APPROVE' ? obstacleKept(review) : null;
    return { action: action as TierReviewAction, available: obstacle === null, blockedBecause: obstacle };
  });
}

/** What is known of obstacles without asking the program: where the partner is by what is kept, and the days. */
function obstacleKept({
  outcome,
  fromTierCode,
  presentTierCode,
  effectiveOn,
  today,
}: Parameters<typeof reviewActionsAvailable>[0]): string | null {
  if (presentTierCode === undefined) return LEFT;
  if (presentTierCode !== fromTierCode) return MOVED;
  return outcome === 'GRACE' && effectiveOn && effectiveOn < today ? GRACE_OVER : null;
}
