import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import {
  decidePayout,
  type PayeeDecision,
  type PayeePosition,
  pairKey,
  pairsNeeded,
} from '../domains/payouts/payee-position.rules.ts';
import { payeePositions, payoutDayFrom } from '../domains/payouts/payout-position.service.ts';
import type { Decimal } from '../kernel/decimal.ts';
import type { Tx } from '../platform/database/client.ts';

/** Decides of payees what they are paid, at the rates of a day. */
export async function decideAt(
  tx: Tx,
  payees: readonly PayeePosition[],
  day: Date,
): Promise<PayeeDecision[]> {
  const pairs = pairsNeeded(payees);
  const found = await ratesOn(
    tx,
    pairs.map((pair) => ({ ...pair, on: day })),
  );
  const rates = new Map<string, Decimal | null>(
    pairs.map((pair, place) => [pairKey(pair), found[place] ?? null]),
  );
  return payees.map((payee) => decidePayout(payee, rates));
}

/** What each payee of these partners would be paid now, or why not. Answers as far as the transaction sees. */
export async function planPayouts(
  tx: Tx,
  partnerIds: readonly string[],
  now: Date,
  { seesDrafts = true }: Readonly<{ seesDrafts?: boolean }> = {},
): Promise<PayeeDecision[]> {
  const payees = await payeePositions(tx, partnerIds, now);
  const asSeen = seesDrafts ? payees : payees.map((payee) => ({ ...payee, openPayoutId: null }));
  return await decideAt(tx, asSeen, await payoutDayFrom(tx, now));
}
