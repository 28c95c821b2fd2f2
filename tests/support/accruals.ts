import type {
  BilledFact,
  BilledFacts,
  EarningFacts,
} from '../../src/domains/accruals/earning-facts.rules.ts';
import { NOTHING_BILLED } from '../../src/domains/accruals/earning-facts.rules.ts';
import {
  earningTermsOf,
  type FrozenEarning,
  type StoredTerms,
} from '../../src/domains/accruals/earning-terms.rules.ts';
import { ONE } from '../../src/kernel/fraction.ts';

export const dayAt = (text: string): Date => new Date(`${text}T00:00:00Z`);

/** An earning of EUR 1,200.00 on a revenue of EUR 12,000.00, payable pro rata, all of which comes back for a year. */
export const anEarning = (
  terms: Partial<StoredTerms> = {},
  data: Partial<Omit<FrozenEarning, 'terms'>> = {},
): FrozenEarning => ({
  terms: earningTermsOf({ payable: 'PRO_RATA', holdDays: 0, disconnectTakes: 'UNPAID_ONLY', ...terms }),
  amountMinor: 1_200_00n,
  revenueMinor: 12_000_00n,
  share: ONE,
  currency: 'EUR',
  commissionOn: dayAt('2026-01-01'),
  correctedOn: null,
  ...data,
});

export type Billed = Readonly<{
  on: string;
  minor: bigint;
  fault?: boolean;
  charge?: string;
  month?: string;
}>;

let count = 0;
export const aFact = ({ on, minor, fault = false, charge = 'ONE_OFF', month }: Billed): BilledFact => {
  count += 1;
  return {
    factId: `fact-${String(count).padStart(5, '0')}`,
    on: dayAt(on),
    amountMinor: minor,
    charge,
    serviceMonth: month ? dayAt(month) : null,
    isVendorFault: fault,
  };
};

export const billed = (lists: Partial<Record<keyof BilledFacts, readonly Billed[]>>): BilledFacts => ({
  ...NOTHING_BILLED,
  ...Object.fromEntries(Object.entries(lists).map(([list, facts]) => [list, facts.map(aFact)])),
});

/** An order that was activated on the first day of 2026. */
export const whatHappened = (
  lists: Partial<Record<keyof BilledFacts, readonly Billed[]>> = {},
  order: Partial<Record<'activatedOn' | 'cancelledOn' | 'disconnectedOn', string | null>> &
    Readonly<{ isVendorFault?: boolean }> = {},
): EarningFacts => {
  const { isVendorFault = false, ...days } = { activatedOn: '2026-01-01', ...order };
  const on = (text: string | null | undefined) => (text ? dayAt(text) : null);
  return {
    activatedOn: on(days.activatedOn),
    cancelledOn: on(days.cancelledOn),
    disconnectedOn: on(days.disconnectedOn),
    isVendorFault,
    billing: billed(lists),
  };
};
