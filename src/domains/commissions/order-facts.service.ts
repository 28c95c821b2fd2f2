import type { Tx } from '../../platform/database/client.ts';
import type { CreditRow } from './order-facts.repo.ts';
import * as repo from './order-facts.repo.ts';

export type { OrderLineRow, OrderRow } from './order-facts.repo.ts';
export const { lockOrders, findPrograms, findAssigningProgram, tierFactorOf, findAttainments, referrerOf } =
  repo;

/** The orders by their ids, with what was known of their billing by an instant; one that does not exist is left out. */
export async function ordersById(
  tx: Tx,
  orderIds: readonly string[],
  knownBy: Date | null = null,
): Promise<Map<string, repo.OrderRow>> {
  return new Map((await repo.findOrders(tx, orderIds, knownBy)).map((order) => [order.id, order]));
}

/** Whose each order is, and the dates of it that a program may go by. */
export async function creditsByOrder(tx: Tx, orderIds: readonly string[]): Promise<Map<string, CreditRow[]>> {
  return grouped(await repo.findCredits(tx, orderIds), ({ orderId }) => orderId);
}

/** The partners of orders, by `orderId partnerId`. */
export async function partnersOf(
  tx: Tx,
  pairs: readonly Readonly<{ orderId: string; partnerId: string }>[],
): Promise<Map<string, repo.PartnerRow>> {
  const rows = await repo.findPartners(tx, pairs);
  return new Map(rows.map((row) => [`${row.orderId} ${row.partnerId}`, row]));
}

/** Partners' statuses on days, by `partnerId YYYY-MM-DD`. */
export async function statusesOn(
  tx: Tx,
  days: readonly Readonly<{ partnerId: string; on: Date }>[],
): Promise<Map<string, string>> {
  const asked = days.map(({ partnerId, on }) => ({ partnerId, on: on.toISOString().slice(0, 10) }));
  const rows = await repo.findStatuses(tx, asked);
  return new Map(rows.map(({ partnerId, on, status }) => [`${partnerId} ${on}`, status]));
}

export type { CreditRow, PartnerRow } from './order-facts.repo.ts';

function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
