import { decimalOf } from '../../kernel/decimal.ts';
import { type Fraction, fractionFrom, fractionOf, fractionProduct } from '../../kernel/fraction.ts';
import { roundedQuotient } from '../../kernel/rounding.ts';
import type { LedgerAccount, Movement } from '../ledger/ledger.rules.ts';

/** What a partner made in one currency; amounts in minor units. `recoverableMinor` is positive where the partner owes. */
export type CommissionTotals = Readonly<{
  currency: string;
  earnedMinor: bigint;
  accruedMinor: bigint;
  payableMinor: bigint;
  heldMinor: bigint;
  inTransitMinor: bigint;
  paidMinor: bigint;
  withheldMinor: bigint;
  recoverableMinor: bigint;
  expectedMinor: bigint;
}>;

type Amounts = { -readonly [Key in Exclude<keyof CommissionTotals, 'currency'>]: bigint };

const SAYS: Readonly<Partial<Record<LedgerAccount, readonly [keyof Amounts, bigint]>>> = {
  EXPENSE: ['earnedMinor', -1n],
  SPIFF_BUDGET: ['earnedMinor', -1n],
  ACCRUED: ['accruedMinor', 1n],
  PAYABLE: ['payableMinor', 1n],
  HELD: ['heldMinor', 1n],
  IN_TRANSIT: ['inTransitMinor', 1n],
  PAID: ['paidMinor', 1n],
  WITHHOLDING: ['withheldMinor', 1n],
  RECOVERABLE: ['recoverableMinor', -1n],
};

export type Moved = Movement & Readonly<{ period: string; productId: string | null }>;
export type Expected = Readonly<{
  period: string;
  productId: string | null;
  currency: string;
  amountMinor: bigint;
}>;

/** The totals of each currency, in the order of the alphabet. */
export function totalsOf(moved: readonly Moved[], expected: readonly Expected[]): CommissionTotals[] {
  const totals = new Map<string, Amounts>();
  const of = (currency: string): Amounts => {
    const known = totals.get(currency) ?? {
      ...{ earnedMinor: 0n, accruedMinor: 0n, payableMinor: 0n, heldMinor: 0n, inTransitMinor: 0n },
      ...{ paidMinor: 0n, withheldMinor: 0n, recoverableMinor: 0n, expectedMinor: 0n },
    };
    totals.set(currency, known);
    return known;
  };
  const add = (currency: string, account: LedgerAccount, amountMinor: bigint) => {
    const says = SAYS[account];
    if (says) of(currency)[says[0]] += says[1] * amountMinor;
  };
  for (const { currency, from, to, amountMinor } of moved) {
    add(currency, from, -amountMinor);
    add(currency, to, amountMinor);
  }
  for (const { currency, amountMinor } of expected) of(currency).expectedMinor += amountMinor;
  return [...totals]
    .map(([currency, amounts]) => ({ currency, ...amounts }))
    .toSorted((one, other) => one.currency.localeCompare(other.currency));
}

/** The totals of each month or product that anything is of. */
export function groupedTotals<Key extends string | null>(
  keyOf: (row: Pick<Moved, 'period' | 'productId'>) => Key,
  moved: readonly Moved[],
  expected: readonly Expected[],
): Map<Key, CommissionTotals[]> {
  const movedBy = Map.groupBy(moved, keyOf);
  const expectedBy = Map.groupBy(expected, keyOf);
  const keys = [...new Set([...movedBy.keys(), ...expectedBy.keys()])];
  return new Map(keys.map((one) => [one, totalsOf(movedBy.get(one) ?? [], expectedBy.get(one) ?? [])]));
}

/**
 * What is expected of an open deal: what its stage is worth, times what it would earn. That is its amount, times what the
 * last commission was of its revenue, times the partner's share; or, where none is known yet, what the plan would pay if it
 * were won today. Rounded once. Nothing where neither or no weight is known.
 */
export function expectedOf(
  deal: Readonly<{
    amountMinor: bigint;
    stage: string;
    weights: Readonly<Record<string, string>> | null;
    shareNumerator: number;
    shareDenominator: number;
    rate: Fraction | null;
    /** The partner's share of what the plan would pay, in minor units. */
    wouldEarnMinor: bigint | null;
  }>,
): bigint {
  const stageWeight = deal.weights?.[deal.stage];
  if (stageWeight === undefined) return 0n;
  const weight = fractionFrom(decimalOf(String(stageWeight)));
  if (deal.rate === null)
    return roundedQuotient((deal.wouldEarnMinor ?? 0n) * weight.numerator, weight.denominator);
  const share = fractionOf(BigInt(deal.shareNumerator), BigInt(deal.shareDenominator));
  const factor = fractionProduct(fractionProduct(weight, deal.rate), share);
  return roundedQuotient(deal.amountMinor * factor.numerator, factor.denominator);
}
