import { randomUUID } from 'node:crypto';
import type { Tx } from '../../src/platform/database/client.ts';
import { aProduct } from './builders.ts';
import type { Portal } from './portal.ts';

type OrderData = Parameters<Tx['salesOrder']['create']>[0]['data'];
type LineData = Partial<Omit<Parameters<Tx['orderLine']['createMany']>[0] & object, 'data'>> &
  Readonly<{ oneOffMinor?: bigint; monthlyMinor?: bigint; billingCode?: string; termMonths?: number }>;

export type BilledOrder = Readonly<{ id: string; number: string; lineIds: readonly string[] }>;

/** An order as it stands once it was sold; its lines are numbered from 1. */
export async function anOrder(
  portal: Portal,
  data: Partial<OrderData> & Readonly<{ lines?: readonly LineData[] }> = {},
): Promise<BilledOrder> {
  const { lines = [{ oneOffMinor: 100_000n }], status = 'ACTIVATED', ...order } = data;
  const product = await aProduct(portal);
  return await portal.arrange(async (tx) => {
    const number = order.externalId ?? `O-${randomUUID().slice(0, 8)}`;
    const statusSince = new Date('2026-01-01T00:00:00Z');
    const activatedOn = status === 'ACTIVATED' ? statusSince : null;
    const { id } = await tx.salesOrder.create({
      data: {
        ...{ system: 'CRM', externalId: number, type: 'NEW', status: 'DRAFT', statusSince, currency: 'EUR' },
        ...order,
      } as never,
    });
    const lineIds = lines.map(() => randomUUID());
    await tx.orderLine.createMany({
      data: lines.map((line, at) => ({
        ...{ id: lineIds[at]!, orderId: id, position: at + 1, productId: product.id, quantity: 1 },
        ...{ oneOffMinor: 0n, monthlyMinor: 0n, ...line },
      })),
    });
    await tx.salesOrder.update({
      where: { id },
      data: { status, activatedOn: order.activatedOn ?? activatedOn } as never,
    });
    return { id, number, lineIds };
  });
}
