import type { Decimal } from '../../kernel/decimal.ts';
import { type FoundRate, rateFrom } from '../billing/exchange-rate.rules.ts';
import {
  decidePayout,
  type PayeeDecision,
  type PayoutOutcome,
  pairKey,
  type RatePair,
} from './payee-position.rules.ts';
import { type PayeesRead, payeesOf } from './payees.rules.ts';
import type { PayoutHoldReason } from './payout-hold.rules.ts';

export type ConversionTold = Readonly<{
  currency: string;
  amountMinor: bigint;
  rate: string;
  settledMinor: bigint;
  /** The payout's currency. */
  into: string;
}>;

/** What a partner would be paid now, as it is told. */
export type NextPayout = Readonly<{
  outcome: PayoutOutcome;
  /** Of the account; null where nothing can be said in it. */
  currency: string | null;
  amountMinor: bigint | null;
  owedMinor: bigint | null;
  withheldMinor: bigint | null;
  conversions: readonly ConversionTold[];
  minimumMinor: bigint;
  minimumCurrency: string | null;
  holds: readonly PayoutHoldReason[];
  missingRate: string | null;
}>;

export function nextPayoutOf({ payee, outcome, plan, missingRate }: PayeeDecision): NextPayout {
  return {
    outcome,
    currency: plan?.currency ?? null,
    amountMinor: plan?.amountMinor ?? null,
    owedMinor: plan && plan.netMinor < 0n ? -plan.netMinor : null,
    withheldMinor: plan?.withheldMinor ?? null,
    conversions: plan ? plan.conversions.map((one) => ({ ...one, into: plan.currency })) : [],
    minimumMinor: payee.minimumMinor,
    minimumCurrency: payee.account?.currency ?? null,
    holds: payee.holds,
    missingRate: missingRate && pairKey(missingRate),
  };
}

/** Of a partner: what was read of it, the vendor's day, and the rates of that day. */
export type NextPayoutInputs = PayeesRead &
  Readonly<{ id: string; today: Date; rates: readonly (RatePair & FoundRate)[] }>;

/** What the partner itself would be paid. A draft is the vendor's own until it is sent, so that partners are not told of it. */
export function nextPayoutRead(
  { id, today, rates, ...read }: NextPayoutInputs,
  seesDrafts: boolean,
): NextPayout | null {
  const own = payeesOf(read, [id], today).find(({ membershipId }) => membershipId === null);
  if (!own) return null;
  const known = new Map<string, Decimal | null>(rates.map((one) => [pairKey(one), rateFrom(one)]));
  return nextPayoutOf(decidePayout(seesDrafts ? own : { ...own, openPayoutId: null }, known));
}
