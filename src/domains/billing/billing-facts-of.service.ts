import type { Tx } from '../../platform/database/client.ts';
import * as repo from './billing-facts-of.repo.ts';
import { type LineBilling, noBilling, spreadOver } from './billing-spread.rules.ts';

export type { BilledAmount, LineBilling } from './billing-spread.rules.ts';

/**
 * What was billed of these lines of orders and what became of it, by all facts that were known by an instant; every line has
 * an entry. One statement, however many lines. Facts that came before their order are found once `joinFacts` has joined
 * them. For whoever has authorized.
 */
export async function billingOf(
  tx: Tx,
  orderLineIds: readonly string[],
  asOf?: Date | null,
): Promise<Map<string, LineBilling>> {
  const billing = new Map<string, LineBilling>(orderLineIds.map((id) => [id, noBilling()]));
  if (orderLineIds.length === 0) return billing;
  const facts = await repo.factsOfInvoices(tx, orderLineIds, asOf ?? null);
  const byInvoice = Map.groupBy(facts, ({ system, invoiceNumber }) =>
    JSON.stringify([system, invoiceNumber]),
  );
  const found = new Map<string, LineBilling[]>();
  for (const ofInvoice of byInvoice.values())
    for (const [lineId, lists] of spreadOver(ofInvoice))
      if (billing.has(lineId)) found.set(lineId, [...(found.get(lineId) ?? []), lists]);
  for (const [lineId, parts] of found) billing.set(lineId, joined(parts));
  return billing;
}

function joined(parts: readonly LineBilling[]): LineBilling {
  const all = (list: keyof LineBilling) =>
    parts
      .flatMap((part) => part[list])
      .toSorted((a, b) => a.on.getTime() - b.on.getTime() || (a.factId < b.factId ? -1 : 1));
  return {
    invoiced: all('invoiced'),
    collected: all('collected'),
    refunded: all('refunded'),
    credited: all('credited'),
    writtenOff: all('writtenOff'),
  };
}
