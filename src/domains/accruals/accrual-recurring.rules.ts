import { addDays } from '../../kernel/days.ts';
import { decimalOf } from '../../kernel/decimal.ts';
import {
  type Fraction,
  fractionDifference,
  fractionFrom,
  fractionOf,
  fractionProduct,
  fractionSum,
  smallerOf,
  ZERO,
} from '../../kernel/fraction.ts';
import { countedLoss, type NotCounted, smallerAmount, within } from './accrual-losses.rules.ts';
import { amount, amountStep, fact, number, percent } from './accrual-steps.rules.ts';
import type { Worth } from './accrual-worth.rules.ts';
import {
  addMonths,
  type BilledFact,
  type EarningFacts,
  type Loss,
  lossesOf,
  sumOf,
  until,
} from './earning-facts.rules.ts';
import type { FrozenEarning } from './earning-terms.rules.ts';

const monthOf = ({ serviceMonth, on }: BilledFact): Date => {
  const day = serviceMonth ?? on;
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1));
};

/** Monthly charges of the first months of service, which begin with the first month that was billed or paid. */
function firstMonths({ billing }: EarningFacts, day: Date, months: number) {
  const isMonthly = ({ charge }: BilledFact) => charge === 'MONTHLY';
  const billed = until([...billing.invoiced, ...billing.collected], day).filter(isMonthly);
  const first = billed
    .map(monthOf)
    .reduce<Date | null>((one, other) => (one && one < other ? one : other), null);
  const end = first && addMonths(first, months);
  return <Fact extends BilledFact>(facts: readonly Fact[]): Fact[] =>
    until(facts, day).filter((one) => isMonthly(one) && end !== null && monthOf(one) < end);
}

/** A credit or write-off of a month is of unpaid money as far as that month was billed and not paid. */
function lossesOfPaid(
  losses: readonly Loss[],
  invoiced: readonly BilledFact[],
  collected: readonly BilledFact[],
): readonly Readonly<{ loss: Loss; amountMinor: bigint }>[] {
  const openOf = new Map<number, bigint>();
  const openIn = (month: number): bigint => {
    const of = (facts: readonly BilledFact[]) =>
      sumOf(facts.filter((one) => monthOf(one).getTime() === month));
    const open = openOf.get(month) ?? of(invoiced) - of(collected);
    return open > 0n ? open : 0n;
  };
  return losses.map((loss) => {
    if (loss.kind === 'REFUND') return { loss, amountMinor: loss.amountMinor };
    const month = monthOf(loss).getTime();
    const open = openIn(month);
    const ofUnpaid = smallerAmount(loss.amountMinor, open);
    openOf.set(month, open - ofUnpaid);
    return { loss, amountMinor: loss.amountMinor - ofUnpaid };
  });
}

/**
 * Earned from each monthly charge that the customer pays, for the first months of service. Whoever leaves pays no more,
 * so that leaving takes nothing; what is given back of a payment takes its part by the schedule.
 */
export function recurringWorth(
  frozen: FrozenEarning,
  facts: EarningFacts,
  day: Date,
  isActive: boolean,
): Worth {
  const { terms, amountMinor, currency, share } = frozen;
  const recurring = terms.recurring!;
  const ofFirst = firstMonths(facts, day, recurring.months);
  const rate = fractionFrom(decimalOf(recurring.rate));
  const worthOf = (minor: Fraction) => fractionProduct(fractionProduct(minor, rate), share);
  const most = fractionOf(amountMinor);
  const collected = ofFirst(facts.billing.collected);
  const losses = ofFirst(lossesOf(facts.billing));
  const counted = lossesOfPaid(
    losses.filter(({ isVendorFault }) => !isVendorFault),
    ofFirst(facts.billing.invoiced),
    collected,
  ).filter((one) => one.amountMinor > 0n);
  const parts = counted.map((one) => {
    const { months, factor } = countedLoss(frozen, facts, one.loss, one.amountMinor);
    return { ...one, months, factor, part: fractionProduct(fractionOf(one.amountMinor), factor) };
  });
  const lost = parts.map(({ part }) => part).reduce(fractionSum, ZERO);
  const charges = sumOf(collected);
  const matured = sumOf(until(collected, addDays(day, -terms.holdDays)));
  const earned = within(worthOf(fractionDifference(fractionOf(charges), lost)), most);
  const payable = isActive ? smallerOf(earned, within(worthOf(fractionOf(matured)), most)) : ZERO;
  const notCounted: NotCounted[] = losses
    .filter(({ isVendorFault }) => isVendorFault)
    .map(({ factId }) => ({ code: 'VENDOR_FAULT', factId }));
  return {
    earned,
    payable,
    explain: () => [
      ...parts.map(({ loss, amountMinor: of, months, factor, part }) => {
        const operands = [
          fact(loss.factId),
          amount('LOST', of, currency),
          number('MONTHS_SINCE_ACTIVATION', months, 'MONTHS'),
          percent('COMES_BACK', factor),
        ];
        return amountStep(`CHARGES_LESS_${loss.kind}`, operands, part, currency);
      }),
      amountStep(
        'EARNED',
        [
          amount('COLLECTED', charges, currency),
          amount('LOST', lost, currency),
          number('RATE', rate, 'FACTOR'),
          number('SHARE', share, 'FACTOR'),
          amount('MOST', amountMinor, currency),
        ],
        earned,
        currency,
      ),
      amountStep(
        'PAYABLE',
        [amount('COLLECTED', matured, currency), number('HOLD', terms.holdDays, 'DAYS')],
        payable,
        currency,
      ),
    ],
    notCounted,
  };
}
