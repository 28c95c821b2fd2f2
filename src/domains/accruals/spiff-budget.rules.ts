import { type BookedFlow, movedBy } from './booked-flows.rules.ts';

/**
 * How much of a SPIFF's budget an earning uses: what was taken for it, less what was reversed before it became payable.
 * What was payable or paid stays spent, also where it is recovered. Before anything is accrued all of it is reserved.
 */
export function budgetUsedBy(
  flows: readonly Omit<BookedFlow, 'payoutId' | 'exchangeRate'>[],
  { amountMinor, currency }: Readonly<{ amountMinor: bigint; currency: string }>,
): bigint {
  const accrued = movedBy(flows, { kind: 'ACCRUAL', from: 'SPIFF_BUDGET', to: 'ACCRUED', currency });
  if (accrued === 0n) return amountMinor;
  const kept = accrued - movedBy(flows, { kind: 'REVERSAL', from: 'ACCRUED', to: 'SPIFF_BUDGET', currency });
  // What is accrued anew beside what came back from payable was never given back, so it is not taken twice.
  return kept < amountMinor ? kept : amountMinor;
}
