import { decimalOf, formatDecimal, roundedDecimal } from '../../kernel/decimal.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import {
  type FiscalGrain,
  type FiscalPeriod,
  fiscalLabelOf,
  fiscalPeriodAfter,
  nextFiscalPeriod,
  parseFiscalLabel,
  previousFiscalPeriod,
} from '../../kernel/fiscal-period.ts';
import { dayIn, dayOf, plainDateOf } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RemediationRule } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type NewEvent } from '../../platform/events/events.ts';
import type { Measured } from './remediation.rules.ts';
import * as repo from './remediation-review.repo.ts';
import {
  isChanged,
  type PartnerReview,
  type PlanReview,
  type Proposal,
  type ReviewedPlan,
  type RuleTerms,
  reviewOf,
} from './remediation-review.rules.ts';

/** Periods that are looked at: a plan that has waited for longer is told by the later ones. */
const PERIODS_MAX = 60;
/** What came after a plan closed is looked at for so many periods, as it may be corrected late. */
const PERIODS_AFTER_MAX = 4;
const DIGITS = 6;

export type ReviewMoment = Readonly<{ calendar: FiscalCalendar; asOf: Date; today: Date }>;
export type ReviewPeriod = Readonly<{ label: string; from: Date; until: Date }>;

/** A rule with the partners and the finished periods by which it is reviewed. */
export type RuleReview = Readonly<{
  rule: RemediationRule;
  periods: readonly ReviewPeriod[];
  partners: readonly repo.PartnerRow[];
  plans: readonly ReviewedPlan[];
}>;

export const momentOf = (calendar: FiscalCalendar, asOf: Date): ReviewMoment => ({
  ...{ calendar, asOf, today: dayIn(calendar.timeZone, asOf) },
});

/** The rules that have anything to review. */
export const rulesToReview = (tx: Tx, moment: ReviewMoment): Promise<string[]> =>
  repo.rulesToReview(tx, closedSince(moment, 'YEAR'));

const lastFinished = ({ calendar, today }: ReviewMoment, grain: FiscalGrain): FiscalPeriod =>
  previousFiscalPeriod(fiscalPeriodOn(calendar, grain, plainDateOf(today)));

/** The label of the last fiscal month that is over. */
export const lastMonth = (moment: ReviewMoment): string => fiscalLabelOf(lastFinished(moment, 'MONTH'));

/** Plans that closed earlier have been told what came after. */
function closedSince(moment: ReviewMoment, grain: FiscalGrain): Date {
  const first = fiscalPeriodAfter(lastFinished(moment, grain), -PERIODS_AFTER_MAX);
  return dayOf(datesOf(moment.calendar, first).from);
}

/** Takes a rule for the rest of the transaction; null where it is gone. Its open plans are locked as well. */
export async function beginReview(tx: Tx, ruleId: string, moment: ReviewMoment): Promise<RuleReview | null> {
  await repo.lockReview(tx, ruleId);
  const rule = await repo.findRule(tx, ruleId);
  if (!rule) return null;
  const { timeZone } = moment.calendar;
  const since = closedSince(moment, rule.grain as FiscalGrain);
  const plans = await repo.plansToReview(tx, ruleId, { asOf: moment.asOf, closedSince: since });
  const partners = await repo.partnersToReview(tx, ruleId, { timeZone, closedSince: since });
  return { rule, plans, partners, periods: periodsOf(rule, plans, moment) };
}

function periodsOf(
  rule: RemediationRule,
  plans: readonly ReviewedPlan[],
  moment: ReviewMoment,
): ReviewPeriod[] {
  const last = lastFinished(moment, rule.grain as FiscalGrain);
  const open = plans
    .filter(({ closedAt }) => closedAt === null)
    .flatMap(({ period }) => periodOf(period) ?? []);
  const after = plans.flatMap((plan) => periodAfterClosing(plan, rule, moment) ?? []);
  const wanted = [
    fiscalPeriodAfter(last, 1 - rule.breachPeriods),
    ...open.map((period) => fiscalPeriodAfter(period, 1 - rule.breachPeriods)),
    ...after,
  ].map(fiscalLabelOf);
  const periods: ReviewPeriod[] = [];
  const first = wanted.sort()[0]!;
  for (let period = last; periods.length < PERIODS_MAX; period = previousFiscalPeriod(period)) {
    const label = fiscalLabelOf(period);
    if (label < first) break;
    const { from, until } = datesOf(moment.calendar, period);
    periods.unshift({ label, from: dayOf(from), until: dayOf(until) });
  }
  return periods;
}

function periodOf(label: string): FiscalPeriod | null {
  const parsed = parseFiscalLabel(label);
  return parsed.ok ? parsed.value : null;
}

/** The period after the one in which a plan was closed that had been taken up; null of others, and until it is over. */
function periodAfterClosing(
  { closedAt, wasActivated }: ReviewedPlan,
  { grain }: RemediationRule,
  moment: ReviewMoment,
): FiscalPeriod | null {
  if (closedAt === null || !wasActivated) return null;
  const { calendar } = moment;
  const closedOn = plainDateOf(dayIn(calendar.timeZone, closedAt));
  const after = nextFiscalPeriod(fiscalPeriodOn(calendar, grain as FiscalGrain, closedOn));
  return fiscalLabelOf(after) <= fiscalLabelOf(lastFinished(moment, grain as FiscalGrain)) ? after : null;
}

/** What a rule measured, by partner and the label of the period; what is left out has no value. */
export type Values = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Decides by what was measured, and writes it: proposals, observations, what closes, and what came after. Doing it again
 * writes nothing. Answers how many rows it wrote.
 */
export async function finishReview(
  tx: Tx,
  actor: Actor,
  review: RuleReview,
  values: Values,
  moment: ReviewMoment,
): Promise<number> {
  const { rule, plans } = review;
  const terms = termsFrom(rule);
  const answered = new Map(
    (await repo.answeredPeriods(tx, rule.id)).map(({ partnerId, period }) => [partnerId, period]),
  );
  const decided = review.partners.map((partner) => {
    const asked = {
      ...{ partnerId: partner.partnerId, measured: measuredOf(review, partner, values) },
      ...{ isActive: partner.status === 'ACTIVE', hasLeft: partner.status === 'TERMINATED' },
      open: plans.find((plan) => plan.partnerId === partner.partnerId && plan.closedAt === null) ?? null,
      answeredUntil: endOfPeriod(answered.get(partner.partnerId), moment.calendar),
    };
    return reviewOf(terms, rule.isActive, asked, moment.today);
  });
  const kept = await keepReviews(tx, actor, rule, decided, moment.asOf);
  const proposed = await propose(tx, actor, rule, decided, moment.asOf);
  return kept + proposed + (await keepAfter(tx, review, values, moment));
}

const endOfPeriod = (label: string | undefined, calendar: FiscalCalendar): Date | null => {
  const period = label === undefined ? null : periodOf(label);
  return period && dayOf(datesOf(calendar, period).until);
};

/** As many digits as are kept, so that what is decided is what is told. */
const rounded = (value: string): string => formatDecimal(roundedDecimal(decimalOf(value), DIGITS));

/** Before it was there for a whole period, a partner has nothing that could be too little. */
function measuredOf(
  { periods }: RuleReview,
  { partnerId, joinedOn }: repo.PartnerRow,
  values: Values,
): Measured[] {
  const ofPartner = values.get(partnerId);
  return periods.map(({ label, from, until }) => {
    const value = from >= joinedOn ? ofPartner?.get(label) : undefined;
    return { period: label, from, until, value: value === undefined ? null : rounded(value) };
  });
}

const termsFrom = (rule: RemediationRule): RuleTerms => ({
  ...{ code: rule.code, version: rule.version, kind: rule.kind, kpi: rule.kpi, grain: rule.grain },
  ...{ programId: rule.programId, requirementCode: rule.requirementCode, currency: rule.currency },
  ...{
    breaches: rule.breaches as 'BELOW',
    threshold: rule.threshold.toFixed(),
    clearsAt: rule.clearsAt.toFixed(),
  },
  ...{ breachPeriods: rule.breachPeriods, clearPeriods: rule.clearPeriods },
});

async function keepReviews(
  tx: Tx,
  actor: Actor,
  rule: RemediationRule,
  decided: readonly PartnerReview[],
  asOf: Date,
): Promise<number> {
  const reviews = decided.flatMap(({ review }) => review ?? []);
  const observations = await repo.keepObservations(tx, reviews.flatMap(observationsOf), asOf);
  const changed = reviews.filter(isChanged);
  await repo.updatePlans(
    tx,
    changed.map(({ plan, closing, before, latest, latestPeriod, explanation }) => ({
      ...{ id: plan.id, before, latest, latestPeriod, explanation, after: plan.after },
      closing: closing && { status: closing.status, code: closing.code },
    })),
    asOf,
  );
  const closed = changed.filter(({ closing }) => closing !== null);
  await appendEvents(
    tx,
    actor,
    closed.map((review) => closedEvent(review, rule, asOf)),
  );
  return observations + changed.length;
}

const observationsOf = ({ plan, observed }: PlanReview): repo.NewObservation[] =>
  observed.map(({ period, from, value, state }) => ({
    ...{ planId: plan.id, partnerId: plan.partnerId, period, periodFrom: from, value, state },
  }));

const EVENT_OF = {
  SUCCEEDED: 'remediation_plan.succeeded',
  FAILED: 'remediation_plan.failed',
  CANCELLED: 'remediation_plan.cancelled',
} as const;

const closedEvent = ({ plan, closing, latest }: PlanReview, rule: RemediationRule, asOf: Date): NewEvent => ({
  type: EVENT_OF[closing!.status],
  ...{ subjectType: 'RemediationPlan', subjectId: plan.id, partnerId: plan.partnerId, occurredAt: asOf },
  partnerVisible: plan.wasActivated,
  data: { rule: rule.code, from: plan.status, to: closing!.status, code: closing!.code, value: latest },
});

async function propose(
  tx: Tx,
  actor: Actor,
  rule: RemediationRule,
  decided: readonly PartnerReview[],
  asOf: Date,
): Promise<number> {
  const proposals = decided.flatMap(({ proposal }) => proposal ?? []);
  if (proposals.length === 0) return 0;
  const plans = proposals.map(({ observed: _, ...plan }) => plan);
  const inserted = await repo.insertPlans(tx, rule.id, plans, asOf);
  const byPartner = new Map<string, Proposal>(proposals.map((proposal) => [proposal.partnerId, proposal]));
  const observations = inserted.flatMap(({ id, partnerId }) =>
    byPartner.get(partnerId)!.observed.map(({ period, from, value, state }) => ({
      ...{ planId: id, partnerId, period, periodFrom: from, value, state },
    })),
  );
  const kept = await repo.keepObservations(tx, observations, asOf);
  await appendEvents(
    tx,
    actor,
    inserted.map(({ id, partnerId }) => {
      const { period, before, target } = byPartner.get(partnerId)!;
      return {
        ...{ type: 'remediation_plan.proposed', subjectType: 'RemediationPlan', subjectId: id, partnerId },
        ...{
          occurredAt: asOf,
          data: { rule: rule.code, ruleVersion: rule.version, period, value: before, target },
        },
      };
    }),
  );
  return inserted.length + kept;
}

/** What it was in the period after a plan closed, as long as that may still be corrected. */
async function keepAfter(tx: Tx, review: RuleReview, values: Values, moment: ReviewMoment): Promise<number> {
  const updates = review.plans.flatMap((plan) => {
    const period = periodAfterClosing(plan, review.rule, moment);
    const value = period && values.get(plan.partnerId)?.get(fiscalLabelOf(period));
    const after = value === null || value === undefined ? null : rounded(value);
    const { id, before, latest, latestPeriod, explanation } = plan;
    return period === null || after === null || after === plan.after
      ? []
      : [{ id, before, latest, latestPeriod, explanation, after, closing: null }];
  });
  await repo.updatePlans(tx, updates, moment.asOf);
  return updates.length;
}
