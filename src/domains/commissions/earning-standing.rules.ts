/** One movement of an earning, as far as balances follow from it. */
export type EarningMovement = Readonly<{
  fromAccount: string;
  toAccount: string;
  amountMinor: bigint;
  currency: string;
}>;

/** What stands of an earning in one currency, in minor units. */
export type EarningTotals = Readonly<{
  currency: string;
  /** All that it has cost so far: accrued, payable, paid and whatever is in between. */
  earnedMinor: bigint;
  accruedMinor: bigint;
  payableMinor: bigint;
  heldMinor: bigint;
  inTransitMinor: bigint;
  paidMinor: bigint;
  withheldMinor: bigint;
  /** What the partner owes of it. */
  recoverableMinor: bigint;
}>;

/** What stands in the accounts of an earning, by currency, its own first. */
export function totalsOf(movements: readonly EarningMovement[], ownCurrency: string): EarningTotals[] {
  const currencies = new Set([ownCurrency, ...movements.map(({ currency }) => currency).sort()]);
  return [...currencies].map((currency) => {
    const balance = (account: string) =>
      movements
        .filter((movement) => movement.currency === currency)
        .reduce((sum, { fromAccount, toAccount, amountMinor }) => {
          if (toAccount === account) return sum + amountMinor;
          return fromAccount === account ? sum - amountMinor : sum;
        }, 0n);
    return {
      currency,
      earnedMinor: -(balance('EXPENSE') + balance('SPIFF_BUDGET')),
      accruedMinor: balance('ACCRUED'),
      payableMinor: balance('PAYABLE'),
      heldMinor: balance('HELD'),
      inTransitMinor: balance('IN_TRANSIT'),
      paidMinor: balance('PAID'),
      withheldMinor: balance('WITHHOLDING'),
      recoverableMinor: -balance('RECOVERABLE'),
    };
  });
}

export const EARNING_STATUSES = [
  'EXPECTED',
  'ACCRUED',
  'PAYABLE',
  'HELD',
  'IN_TRANSIT',
  'PAID',
  'RECOVERABLE',
  'REVERSED',
] as const;
export type EarningStatus = (typeof EARNING_STATUSES)[number];

/** Where an earning stands by what is booked of it: what needs attention first, then what is furthest from being paid. */
export function earningStatusOf(totals: readonly EarningTotals[], hasMovements: boolean): EarningStatus {
  const has = (key: Exclude<keyof EarningTotals, 'currency'>) => totals.some((total) => total[key] > 0n);
  if (!hasMovements) return 'EXPECTED';
  if (has('recoverableMinor')) return 'RECOVERABLE';
  if (has('heldMinor')) return 'HELD';
  if (has('accruedMinor')) return 'ACCRUED';
  if (has('payableMinor')) return 'PAYABLE';
  if (has('inTransitMinor')) return 'IN_TRANSIT';
  return has('paidMinor') || has('withheldMinor') ? 'PAID' : 'REVERSED';
}
