import {
  type Closing,
  closingOf,
  type Measured,
  type Observed,
  observedBy,
  openingBreaches,
  type Terms,
} from './remediation.rules.ts';

/** The rule as a plan was opened by it; told with the plan, so it names nothing that the partner may not know. */
export type RuleTerms = Terms &
  Readonly<{
    code: string;
    version: number;
    kind: string;
    kpi: string | null;
    programId: string | null;
    requirementCode: string | null;
    grain: string;
    currency: string | null;
  }>;

export type Breach = Readonly<{ period: string; value: string | null; state: string }>;

/** Why a plan was proposed: by which version of the rule, and what was measured. Stored with the plan. */
export type PlanExplanation = Readonly<{ rule: RuleTerms; periods: readonly Breach[] }>;

/** A plan that the review looks at. */
export type ReviewedPlan = Readonly<{
  id: string;
  partnerId: string;
  status: string;
  period: string;
  dueOn: Date | null;
  before: string;
  latest: string;
  latestPeriod: string;
  after: string | null;
  explanation: unknown;
  wasActivated: boolean;
  closedAt: Date | null;
}>;

/** What is known of one partner. `measured` holds finished periods only, in their order. */
export type ReviewedPartner = Readonly<{
  partnerId: string;
  isActive: boolean;
  /** Whether its account has ended, so that nothing is left to improve. */
  hasLeft: boolean;
  measured: readonly Measured[];
  open: ReviewedPlan | null;
  /** The first day that no closed plan has answered for; null where there is none. */
  answeredUntil: Date | null;
}>;

export type PlanReview = Readonly<{
  plan: ReviewedPlan;
  observed: readonly Observed[];
  before: string;
  latest: string;
  latestPeriod: string;
  explanation: unknown;
  closing: Closing | null;
}>;

export type Proposal = Readonly<{
  partnerId: string;
  period: string;
  before: string;
  target: string;
  explanation: PlanExplanation;
  observed: readonly Observed[];
}>;

export type PartnerReview = Readonly<{ review: PlanReview | null; proposal: Proposal | null }>;

const breachesOf = (observed: readonly Observed[]): Breach[] =>
  observed.map(({ period, value, state }) => ({ period, value, state }));

/** The terms that a plan was opened by; those of the rule where it holds none. */
export function termsOf(explanation: unknown, rule: RuleTerms): RuleTerms {
  const stored = (explanation as Partial<PlanExplanation> | null)?.rule;
  return stored ?? rule;
}

/** What becomes of a partner by a rule: first of the plan that is open, then whether another one opens. */
export function reviewOf(
  rule: RuleTerms,
  isRuleActive: boolean,
  partner: ReviewedPartner,
  today: Date,
): PartnerReview {
  const review = partner.open && planReviewOf(rule, partner, partner.open, today);
  const isOpen = partner.open !== null && (review === null || review.closing === null);
  if (!isRuleActive || !partner.isActive || isOpen) return { review, proposal: null };
  const answered = review?.closing && review.closing.code !== 'CORRECTED' ? endOf(review, partner) : null;
  const answeredUntil = laterOf(partner.answeredUntil, answered);
  return { review, proposal: proposalOf(rule, partner, answeredUntil) };
}

const laterOf = (a: Date | null, b: Date | null): Date | null =>
  a !== null && (b === null || a > b) ? a : b;

const endOf = ({ latestPeriod }: PlanReview, { measured }: ReviewedPartner): Date | null =>
  measured.find(({ period }) => period === latestPeriod)?.until ?? null;

function proposalOf(rule: RuleTerms, partner: ReviewedPartner, answeredUntil: Date | null): Proposal | null {
  const opening = openingBreaches(rule, observedBy(rule, partner.measured), answeredUntil);
  const last = opening?.at(-1);
  if (!opening || !last || last.value === null) return null;
  return {
    ...{ partnerId: partner.partnerId, period: last.period, before: last.value, target: rule.clearsAt },
    ...{ explanation: { rule, periods: breachesOf(opening) }, observed: opening },
  };
}

/** Null where the plan knows of later periods than the review does, as one for the past does. */
function planReviewOf(
  rule: RuleTerms,
  partner: ReviewedPartner,
  plan: ReviewedPlan,
  today: Date,
): PlanReview | null {
  const terms = termsOf(plan.explanation, rule);
  const all = observedBy(terms, partner.measured);
  const place = all.findIndex(({ period }) => period === plan.period);
  if ((all.at(-1)?.period ?? '') < plan.latestPeriod) return null;
  const observed = all.slice(Math.max(place + 1 - terms.breachPeriods, 0));
  const status = plan.status as 'PROPOSED' | 'ACTIVE';
  const closing: Closing | null = partner.hasLeft
    ? { status: 'CANCELLED', code: 'PARTNER_LEFT', last: null }
    : closingOf(terms, { ...plan, status }, observed, today);
  const answering = closing?.last ? observed.filter(({ period }) => period <= closing.last!) : observed;
  const latest = answering.findLast(({ value, period }) => value !== null && period >= plan.period);
  const opened = observed.find(({ period }) => period === plan.period);
  const isCorrected = status === 'PROPOSED' && opened?.state === 'BREACH';
  return {
    ...{ plan, observed: answering, closing },
    ...{ latest: latest?.value ?? plan.latest, latestPeriod: latest?.period ?? plan.latestPeriod },
    // What a proposal says follows the numbers; once somebody has agreed on it, it stays as agreed.
    before: isCorrected ? opened.value! : plan.before,
    explanation: isCorrected
      ? { rule: terms, periods: breachesOf(observed.filter(({ period }) => period <= plan.period)) }
      : plan.explanation,
  };
}

/** Whether there is anything to write of a plan. */
export const isChanged = ({ plan, ...now }: PlanReview): boolean =>
  now.closing !== null ||
  now.before !== plan.before ||
  now.latest !== plan.latest ||
  now.latestPeriod !== plan.latestPeriod;
