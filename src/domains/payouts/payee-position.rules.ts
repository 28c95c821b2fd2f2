import type { Decimal } from '../../kernel/decimal.ts';
import { currenciesToConvert, type PayoutPlan, planPayout } from './payout.rules.ts';
import type { PayoutHoldReason } from './payout-hold.rules.ts';
import type { Position } from './payout-lot.rules.ts';

/** A partner, or one of its people, with everything that decides what it is paid now. */
export type PayeePosition = Readonly<{
  partnerId: string;
  membershipId: string | null;
  positions: readonly Position[];
  account: Readonly<{ id: string; currency: string; withholdingPercent: string }> | null;
  holds: readonly PayoutHoldReason[];
  /** Of the account's currency. */
  minimumMinor: bigint;
  /** The payout that is drafted or approved already. */
  openPayoutId: string | null;
}>;

export type PayoutOutcome = 'DUE' | 'BELOW_MINIMUM' | 'NOTHING_DUE' | 'HELD' | 'NO_RATE' | 'ALREADY_DRAFTED';

export type PayeeDecision = Readonly<{
  payee: PayeePosition;
  outcome: PayoutOutcome;
  /** What would be paid; null where its currency or a rate is not known. */
  plan: PayoutPlan | null;
  /** The pair that has no rate. */
  missingRate: Readonly<{ from: string; to: string }> | null;
}>;

export type RatePair = Readonly<{ from: string; to: string }>;

export const pairKey = ({ from, to }: RatePair): string => `${from}/${to}`;

/** The rates that are needed to say what these payees are paid, each once. */
export function pairsNeeded(payees: readonly PayeePosition[]): RatePair[] {
  const pairs = payees.flatMap(({ account, positions }) =>
    account
      ? currenciesToConvert(positions, account.currency).map((from) => ({ from, to: account.currency }))
      : [],
  );
  return [...new Map(pairs.map((pair) => [pairKey(pair), pair])).values()];
}

const isAnythingPayable = ({ positions }: PayeePosition) =>
  positions.some(({ payableMinor }) => payableMinor > 0n);

/** What a payee is paid now, or why not; with holds, what would be paid without them. */
export function decidePayout(
  payee: PayeePosition,
  rates: ReadonlyMap<string, Decimal | null>,
): PayeeDecision {
  const { account } = payee;
  const because = (outcome: PayoutOutcome, plan: PayoutPlan | null = null): PayeeDecision => ({
    ...{ payee, outcome, plan, missingRate: null },
  });
  if (payee.openPayoutId !== null) return because('ALREADY_DRAFTED');
  if (!isAnythingPayable(payee)) return because('NOTHING_DUE');
  if (account === null) return because('HELD');
  const { currency, withholdingPercent } = account;
  const needed = pairsNeeded([payee]);
  const missingRate = needed.find((pair) => !rates.get(pairKey(pair)));
  if (missingRate) return { ...because(payee.holds.length > 0 ? 'HELD' : 'NO_RATE'), missingRate };
  const known = new Map(needed.map((pair) => [pair.from, rates.get(pairKey(pair))!]));
  const plan = planPayout({ positions: payee.positions, currency, rates: known, withholdingPercent });
  if (plan.amountMinor <= 0n) return because('NOTHING_DUE', plan);
  if (payee.holds.length > 0) return because('HELD', plan);
  return because(plan.amountMinor < payee.minimumMinor ? 'BELOW_MINIMUM' : 'DUE', plan);
}
