import type { Tx } from '../../platform/database/client.ts';
import type { PayoutHold, Prisma } from '../../platform/database/generated/client/client.ts';

export const insertHold = (tx: Tx, data: Prisma.PayoutHoldUncheckedCreateInput): Promise<PayoutHold> =>
  tx.payoutHold.create({ data });

export async function lockHold(tx: Tx, id: string): Promise<PayoutHold | null> {
  await tx.$queryRaw`SELECT 1 FROM payout_hold WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.payoutHold.findUnique({ where: { id } });
}

export const liftHold = (tx: Tx, id: string, data: Readonly<{ liftedById: string | null; liftedAt: Date }>) =>
  tx.payoutHold.update({ where: { id }, data });

export const isPartner = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.findUnique({ where: { id }, select: { id: true } })) !== null;

/** Answers whether it was another before. */
export async function setMinimum(tx: Tx, currency: string, amountMinor: bigint): Promise<boolean> {
  const changed = await tx.$executeRaw`
    INSERT INTO payout_minimum (currency, amount_minor) VALUES (${currency}, ${amountMinor})
    ON CONFLICT (currency) DO UPDATE SET amount_minor = excluded.amount_minor
    WHERE payout_minimum.amount_minor <> excluded.amount_minor`;
  return changed > 0;
}

/** Answers whether it was another before. */
export async function setThreshold(
  tx: Tx,
  threshold: Readonly<{ countryCode: string; year: number; amountMinor: bigint; currency: string }>,
): Promise<boolean> {
  const { countryCode, year, amountMinor, currency } = threshold;
  const changed = await tx.$executeRaw`
    INSERT INTO reporting_threshold AS known (country_code, year, amount_minor, currency)
    VALUES (${countryCode}, ${year}, ${amountMinor}, ${currency})
    ON CONFLICT (country_code, year) DO UPDATE SET amount_minor = excluded.amount_minor, currency = excluded.currency
    WHERE (known.amount_minor, known.currency) IS DISTINCT FROM (excluded.amount_minor, excluded.currency)`;
  return changed > 0;
}
