import { type Fraction, fractionOf } from '../../kernel/fraction.ts';
import { roundedQuotient } from '../../kernel/rounding.ts';
import type { NotCounted } from './accrual-losses.rules.ts';
import { type AccrualStep, amount, amountStep } from './accrual-steps.rules.ts';
import { worthOn } from './accrual-worth.rules.ts';
import { daysThatMatter, type EarningFacts } from './earning-facts.rules.ts';
import type { FrozenEarning } from './earning-terms.rules.ts';

/** What should be booked of an earning as of a day, cumulatively, in minor units of its currency. */
export type AccrualTarget = Readonly<{
  /** The day that makes it so: the last on which anything happened. */
  on: Date;
  earnedMinor: bigint;
  /** Of what is earned, what has become payable; what a loss takes, it takes from the rest first. */
  payableMinor: bigint;
  /** Its arithmetic, made only where it is told. */
  explain(): readonly AccrualStep[];
  notCounted: readonly NotCounted[];
}>;

const rounded = ({ numerator, denominator }: Fraction): bigint => roundedQuotient(numerator, denominator);

/**
 * What should be booked after each day on which anything happened, until a day. What once was payable stays so as far as it
 * is still earned: a loss reverses what is not payable yet before it takes back what is, as a payment that follows makes
 * up for it. All follows from the days of the facts, whenever they arrive.
 */
export function targetsUntil(frozen: FrozenEarning, facts: EarningFacts, day: Date): AccrualTarget[] {
  const days = daysThatMatter(frozen, facts).filter((on) => on <= day);
  let payableBefore = 0n;
  return days.map((on) => {
    const worth = worthOn(frozen, facts, on);
    const earnedMinor = rounded(worth.earned);
    const payableNow = rounded(worth.payable);
    if (payableNow > payableBefore) payableBefore = payableNow;
    const payableMinor = payableBefore < earnedMinor ? payableBefore : earnedMinor;
    payableBefore = payableMinor;
    return {
      on,
      earnedMinor,
      payableMinor,
      explain: () => [
        ...worth.explain(),
        ...roundingSteps(worth, { earnedMinor, payableNow, payableMinor }, frozen.currency),
      ],
      notCounted: worth.notCounted,
    };
  });
}

function roundingSteps(
  { earned, payable }: Readonly<{ earned: Fraction; payable: Fraction }>,
  to: Readonly<{ earnedMinor: bigint; payableNow: bigint; payableMinor: bigint }>,
  currency: string,
): AccrualStep[] {
  const round = (code: string, exact: Fraction, result: bigint) =>
    amountStep(
      code,
      [
        amount('EXACT', exact, currency),
        amount(
          'RESIDUE',
          fractionOf(exact.numerator - result * exact.denominator, exact.denominator),
          currency,
        ),
      ],
      result,
      currency,
    );
  return [
    ...(earned.denominator === 1n ? [] : [round('EARNED_ROUNDED', earned, to.earnedMinor)]),
    ...(payable.denominator === 1n ? [] : [round('PAYABLE_ROUNDED', payable, to.payableNow)]),
    ...(to.payableNow === to.payableMinor
      ? []
      : [
          amountStep(
            'PAYABLE_BEFORE',
            [amount('PAYABLE', to.payableNow, currency)],
            to.payableMinor,
            currency,
          ),
        ]),
  ];
}

/** What should be booked of an earning as of a day; nothing before the day of its order. */
export function targetOf(
  frozen: FrozenEarning,
  facts: EarningFacts,
  day: Date,
): AccrualTarget & Readonly<{ nextDueOn: Date | null }> {
  const nothing = { on: day, earnedMinor: 0n, payableMinor: 0n, explain: () => [], notCounted: [] };
  return {
    ...(targetsUntil(frozen, facts, day).at(-1) ?? nothing),
    nextDueOn: nextDueOn(frozen, facts, day),
  };
}

/** The next day on which time alone changes what is due; null where none is known. */
export const nextDueOn = (frozen: FrozenEarning, facts: EarningFacts, day: Date): Date | null =>
  daysThatMatter(frozen, facts).find((on) => on > day) ?? null;
