import {
  compareFractions,
  type Fraction,
  fractionOf,
  fractionProduct,
  fractionSum,
  ZERO,
} from '../../kernel/fraction.ts';
import { type AccrualStep, amount, amountStep, fact, number, percent } from './accrual-steps.rules.ts';
import {
  type BilledFact,
  type EarningFacts,
  type Loss,
  lossesOf,
  sumOf,
  until,
} from './earning-facts.rules.ts';
import { clawbackAfter, type FrozenEarning, wholeMonthsBetween } from './earning-terms.rules.ts';

/** A part of a loss, and which part of the commission on it comes back. */
export type CountedLoss = Readonly<{ loss: Loss; amountMinor: bigint; months: number; factor: Fraction }>;

export type NotCounted = Readonly<{ code: string; factId: string | null }>;

export type Losses = Readonly<{
  /** Of money that the customer had paid, or of a commission that was earned at once: by the schedule. */
  bySchedule: readonly CountedLoss[];
  /** Of money that was never paid: the commission on it was never payable, and falls away. */
  uncollectedMinor: bigint;
  notCounted: readonly NotCounted[];
}>;

export const smallerAmount = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const notBelowZero = (value: bigint): bigint => (value < 0n ? 0n : value);

/** Refunds, credits and write-offs until a day that are not through the vendor's fault, and those that are. */
function countedUntil(facts: EarningFacts, day: Date) {
  const all = until(lossesOf(facts.billing), day);
  return {
    counted: all.filter(({ isVendorFault }) => !isVendorFault),
    notCounted: all
      .filter(({ isVendorFault }) => isVendorFault)
      .map(({ factId }) => ({ code: 'VENDOR_FAULT', factId })),
  };
}

/**
 * What the customer got back or will not pay, until a day. What was billed or paid beyond the revenue that is earned on goes
 * first, as no commission was earned on it; each loss is compared with what there was on its own day. Where money becomes
 * commission only as it is paid, a credit or write-off is of unpaid money as far as there was any; what the customer pays
 * of it after all counts again.
 */
export function lossesUntil(
  frozen: FrozenEarning,
  facts: EarningFacts,
  day: Date,
  isProRata: boolean,
): Losses {
  const { counted, notCounted } = countedUntil(facts, day);
  const { invoiced, collected } = facts.billing;
  const beyond = (billed: readonly BilledFact[], on: Date) =>
    notBelowZero(sumOf(until(billed, on)) - frozen.revenueMinor);
  const bySchedule: CountedLoss[] = [];
  let [billedBeyond, paidBeyond, uncollected] = [0n, 0n, 0n];
  for (const loss of counted) {
    let left = loss.amountMinor;
    if (loss.kind === 'REFUND') {
      const taken = smallerAmount(left, notBelowZero(beyond(collected, loss.on) - paidBeyond));
      paidBeyond += taken;
      left -= taken;
    } else {
      const taken = smallerAmount(left, notBelowZero(beyond(invoiced, loss.on) - billedBeyond));
      billedBeyond += taken;
      left -= taken;
      if (isProRata) {
        const open = notBelowZero(frozen.revenueMinor - sumOf(until(collected, loss.on)) - uncollected);
        uncollected += smallerAmount(left, open);
        left -= smallerAmount(left, open);
      }
    }
    if (left > 0n) bySchedule.push(countedLoss(frozen, facts, loss, left));
  }
  const stillOpen = notBelowZero(frozen.revenueMinor - sumOf(until(collected, day)));
  return { bySchedule, uncollectedMinor: smallerAmount(uncollected, stillOpen), notCounted };
}

export function countedLoss(
  { terms }: FrozenEarning,
  { activatedOn }: EarningFacts,
  loss: Loss,
  amountMinor: bigint,
): CountedLoss {
  const months = activatedOn === null ? 0 : wholeMonthsBetween(activatedOn, loss.on);
  return { loss, amountMinor, months, factor: clawbackAfter(terms, months) };
}

/** What losses take of a commission: each its part of the revenue, times what the schedule says of its day. */
export function takenBy(
  { amountMinor, revenueMinor, currency }: FrozenEarning,
  losses: readonly CountedLoss[],
): Readonly<{ taken: Fraction; explain(): AccrualStep[] }> {
  const parts = losses.map((one) => ({
    ...one,
    part: fractionProduct(fractionOf(amountMinor * one.amountMinor, revenueMinor), one.factor),
  }));
  const explain = () =>
    parts.map(({ loss, amountMinor: lost, months, factor, part }) => {
      const operands = [
        fact(loss.factId),
        amount('COMMISSION', amountMinor, currency),
        amount('LOST', lost, currency),
        amount('REVENUE', revenueMinor, currency),
        number('MONTHS_SINCE_ACTIVATION', months, 'MONTHS'),
        percent('COMES_BACK', factor),
      ];
      return amountStep(`TAKEN_BY_${loss.kind}`, operands, part, currency);
    });
  return { taken: parts.map(({ part }) => part).reduce(fractionSum, ZERO), explain };
}

/** Never below nothing, and never more than there is. */
export const within = (value: Fraction, most: Fraction): Fraction => {
  if (compareFractions(value, ZERO) < 0) return ZERO;
  return compareFractions(value, most) > 0 ? most : value;
};
