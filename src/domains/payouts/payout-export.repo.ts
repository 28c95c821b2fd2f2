import type { Tx } from '../../platform/database/client.ts';

export const payoutsToExport = (
  tx: Tx,
  filter: Readonly<{ status: readonly string[]; currency: string | null; ids: readonly string[] | null }>,
  limit: number,
) =>
  tx.payout.findMany({
    where: {
      status: { in: [...filter.status] },
      ...(filter.currency !== null && { currency: filter.currency }),
      ...(filter.ids !== null && { id: { in: [...filter.ids] } }),
    },
    orderBy: [{ draftedAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: {
      ...{ id: true, partnerId: true, reference: true, status: true, amountMinor: true, currency: true },
      account: { select: { id: true, countryCode: true, cipher: true, keyId: true } },
      partner: { select: { name: true } },
    },
  });
