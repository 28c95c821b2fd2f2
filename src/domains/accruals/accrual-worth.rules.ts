import { addDays } from '../../kernel/days.ts';
import {
  type Fraction,
  fractionDifference,
  fractionOf,
  fractionProduct,
  largerOf,
  ONE,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import { lossesUntil, type NotCounted, takenBy, within } from './accrual-losses.rules.ts';
import { recurringWorth } from './accrual-recurring.rules.ts';
import {
  type AccrualStep,
  amount,
  amountStep,
  day as dayValue,
  number,
  percent,
  type StepValue,
} from './accrual-steps.rules.ts';
import { type EarningFacts, reachedOn, sumOf, until } from './earning-facts.rules.ts';
import { clawbackAfter, type FrozenEarning, wholeMonthsBetween } from './earning-terms.rules.ts';

/** What an earning is worth on a day, before rounding, in minor units of its currency. */
export type Worth = Readonly<{
  earned: Fraction;
  payable: Fraction;
  /** Its arithmetic, made only where it is told. */
  explain(): readonly AccrualStep[];
  notCounted: readonly NotCounted[];
}>;

/** What the terms say of the facts known until a day. */
export function worthOn(frozen: FrozenEarning, facts: EarningFacts, day: Date): Worth {
  const { terms, amountMinor, revenueMinor, currency } = frozen;
  const all = fractionOf(amountMinor);
  const isActive = facts.activatedOn !== null && facts.activatedOn <= day;
  const nothing = (code: string): Worth => ({
    earned: ZERO,
    payable: ZERO,
    explain: () => [amountStep(code, [amount('COMMISSION', amountMinor, currency)], 0n, currency)],
    notCounted: [],
  });
  if (!isActive) {
    // Of what never began nothing was sold, whoever's fault it was.
    if (facts.cancelledOn !== null && facts.cancelledOn <= day) return nothing('CANCELLED_BEFORE_ACTIVATION');
    if (facts.disconnectedOn !== null && facts.disconnectedOn <= day)
      return nothing('ENDED_BEFORE_ACTIVATION');
  }
  if (terms.recurring) return recurringWorth(frozen, facts, day, isActive);
  if (terms.milestone) {
    const reached = reachedOn(terms, facts);
    if (reached === null || reached > day) return nothing('MILESTONE_NOT_REACHED');
    return earnedAtOnce(frozen, facts, day, reached);
  }
  if (!isActive) {
    const explain = () => [
      amountStep('NOT_ACTIVATED', [amount('COMMISSION', amountMinor, currency)], all, currency),
    ];
    return { earned: all, payable: ZERO, explain, notCounted: [] };
  }
  return terms.payable === 'PRO_RATA' && revenueMinor > 0n
    ? earnedAsPaid(frozen, facts, day)
    : earnedAtOnce(frozen, facts, day, facts.activatedOn!);
}

/** Payable at once, or after the hold; what is lost later comes back by the schedule. */
function earnedAtOnce(frozen: FrozenEarning, facts: EarningFacts, day: Date, from: Date): Worth {
  const { terms, amountMinor, revenueMinor, currency } = frozen;
  const all = fractionOf(amountMinor);
  const payableOn = addDays(from, terms.holdDays);
  const losses = revenueMinor > 0n ? lossesUntil(frozen, facts, day, false) : null;
  const lost = takenBy(frozen, losses?.bySchedule ?? []);
  const ended = disconnectBy(facts, day);
  const left = ended.counts ? takenByLeaving(frozen, facts, payableOn) : null;
  const taken = left ? largerOf(lost.taken, left.taken) : lost.taken;
  const earned = within(fractionDifference(all, taken), all);
  const payable = payableOn <= day ? earned : ZERO;
  return {
    earned,
    payable,
    explain: () => [
      ...lost.explain(),
      ...(left?.explain() ?? []),
      amountStep(
        'EARNED',
        [amount('COMMISSION', amountMinor, currency), amount('TAKEN', taken, currency)],
        earned,
        currency,
      ),
      amountStep(
        'PAYABLE',
        [dayValue('PAYABLE_ON', payableOn), number('HOLD', terms.holdDays, 'DAYS')],
        payable,
        currency,
      ),
    ],
    notCounted: [...(losses?.notCounted ?? []), ...ended.notCounted],
  };
}

/** What leaving takes of a commission that is earned at once. */
function takenByLeaving(
  { terms, amountMinor, currency }: FrozenEarning,
  { activatedOn, disconnectedOn }: EarningFacts,
  payableOn: Date,
): Readonly<{ taken: Fraction; explain(): readonly AccrualStep[] }> {
  const all = fractionOf(amountMinor);
  if (terms.disconnectTakes === 'UNPAID_ONLY') {
    const taken = disconnectedOn! < payableOn ? all : ZERO;
    const operands = () => [dayValue('DISCONNECTED_ON', disconnectedOn!), dayValue('PAYABLE_ON', payableOn)];
    return { taken, explain: () => [amountStep('TAKEN_BY_DISCONNECT', operands(), taken, currency)] };
  }
  const months = wholeMonthsBetween(activatedOn!, disconnectedOn!);
  const factor = clawbackAfter(terms, months);
  const taken = fractionProduct(all, factor);
  const operands = () => [
    amount('COMMISSION', amountMinor, currency),
    number('MONTHS_SINCE_ACTIVATION', months, 'MONTHS'),
    percent('COMES_BACK', factor),
  ];
  return { taken, explain: () => [amountStep('TAKEN_BY_DISCONNECT', operands(), taken, currency)] };
}

/** Whether the customer has left by a day, and whether that counts. */
function disconnectBy({ disconnectedOn, isVendorFault }: EarningFacts, day: Date) {
  const hasLeft = disconnectedOn !== null && disconnectedOn <= day;
  const notCounted: NotCounted[] =
    hasLeft && isVendorFault ? [{ code: 'DISCONNECT_VENDOR_FAULT', factId: null }] : [];
  return { counts: hasLeft && !isVendorFault, notCounted };
}

/** Payable in the part of the revenue that the customer has paid, each payment after the hold. */
function earnedAsPaid(frozen: FrozenEarning, facts: EarningFacts, day: Date): Worth {
  const { terms, amountMinor, revenueMinor, currency } = frozen;
  const all = fractionOf(amountMinor);
  const { collected } = facts.billing;
  const paidMinor = sumOf(until(collected, day));
  const maturedMinor = sumOf(until(collected, addDays(day, -terms.holdDays)));
  const partOf = (minor: bigint) =>
    fractionOf(amountMinor * (minor < revenueMinor ? minor : revenueMinor), revenueMinor);
  const losses = lossesUntil(frozen, facts, day, true);
  const lost = takenBy(frozen, losses.bySchedule);
  const neverPaid = partOf(losses.uncollectedMinor);
  const collectedWorth = within(fractionDifference(partOf(paidMinor), lost.taken), all);
  const whole = within(fractionDifference(fractionDifference(all, neverPaid), lost.taken), all);
  const ended = disconnectBy(facts, day);
  const kept = ended.counts ? keptOnLeaving(frozen, facts) : null;
  const earned = kept ? fractionProduct(collectedWorth, kept.factor) : whole;
  const payable = smallerOf(smallerOf(earned, collectedWorth), partOf(maturedMinor));
  return {
    earned,
    payable,
    explain: () => [
      partStep('EARNED_BY_COLLECTED', frozen, amount('COLLECTED', paidMinor, currency), partOf(paidMinor)),
      ...(losses.uncollectedMinor > 0n
        ? [partStep('NEVER_COLLECTED', frozen, amount('LOST', losses.uncollectedMinor, currency), neverPaid)]
        : []),
      ...lost.explain(),
      ...(kept?.explain() ?? []),
      ...(terms.holdDays > 0
        ? [partStep('PAST_HOLD', frozen, amount('COLLECTED', maturedMinor, currency), partOf(maturedMinor))]
        : []),
      amountStep('EARNED', [amount('TAKEN', lost.taken, currency)], earned, currency),
      amountStep('PAYABLE', [amount('COLLECTED', paidMinor, currency)], payable, currency),
    ],
    notCounted: [...losses.notCounted, ...ended.notCounted],
  };
}

/** The commission times an amount, by the revenue that it is earned on. */
const partStep = (
  code: string,
  { amountMinor, revenueMinor, currency }: FrozenEarning,
  part: StepValue,
  result: Fraction,
): AccrualStep =>
  amountStep(
    code,
    [amount('COMMISSION', amountMinor, currency), amount('REVENUE', revenueMinor, currency), part],
    result,
    currency,
  );

/** Leaving ends what was not collected; by the schedule it takes a part of the rest too. */
function keptOnLeaving({ terms }: FrozenEarning, { activatedOn, disconnectedOn }: EarningFacts) {
  const months = wholeMonthsBetween(activatedOn!, disconnectedOn!);
  const taken = terms.disconnectTakes === 'BY_SCHEDULE' ? clawbackAfter(terms, months) : ZERO;
  const factor = fractionDifference(ONE, taken);
  const explain = (): AccrualStep[] => {
    const kept = percent('KEPT', factor);
    const operands = [number('MONTHS_SINCE_ACTIVATION', months, 'MONTHS'), percent('COMES_BACK', taken)];
    return [{ code: 'KEPT_OF_COLLECTED', operands, result: kept.value, unit: kept.unit }];
  };
  return { factor, explain };
}
