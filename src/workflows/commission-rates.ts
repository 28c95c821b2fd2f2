import { ratesOn } from '../domains/billing/exchange-rate.service.ts';
import type { LineInput } from '../domains/plans/plan-line.rules.ts';
import type { Tx } from '../platform/database/client.ts';
import type { OrderPart } from './line-input.ts';

/** What one unit of these currencies is in the order's, on the day that decides the plan; those nobody knows are left out. */
export async function ratesInto(
  tx: Tx,
  { order, commissionOn }: OrderPart,
  currencies: readonly string[],
  knownBy: Date | null = null,
): Promise<LineInput['rates']> {
  const asked = currencies.filter((currency) => currency !== order.currency);
  if (asked.length === 0) return {};
  const rates = await ratesOn(
    tx,
    asked.map((from) => ({ from, to: order.currency, on: commissionOn })),
    knownBy,
  );
  return Object.fromEntries(
    asked.flatMap((currency, place) => (rates[place] ? [[currency, rates[place]]] : [])),
  );
}
