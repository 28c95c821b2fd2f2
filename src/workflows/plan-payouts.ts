import { rateOn } from '../domains/billing/exchange-rate.service.ts';
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
  const rates = new Map<string, Decimal | null>();
  for (const pair of pairsNeeded(payees)) rates.set(pairKey(pair), await rateOn(tx, pair.from, pair.to, day));
  return payees.map((payee) => decidePayout(payee, rates));
}

/** What each payee of these partners would be paid now, or why not. Answers as far as the transaction sees. */
export async function planPayouts(
  tx: Tx,
  partnerIds: readonly string[],
  now: Date,
): Promise<PayeeDecision[]> {
  const payees = await payeePositions(tx, partnerIds, now);
  return await decideAt(tx, payees, await payoutDayFrom(tx, now));
}
