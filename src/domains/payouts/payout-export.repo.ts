import type { Tx } from '../../platform/database/client.ts';

export const payoutsToExport = (
  tx: Tx,
  filter: Readonly<{ status: readonly string[]; currency: string | null; ids: readonly string[] | null }>,
  limit: number,
) =>
  tx.payout.findMany({
    where: {
      status: { in: [...filter.status] },
      // Where somebody was erased, nobody can be paid, nor be said to have been paid where.
      account: { masked: { not: '' } },
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
