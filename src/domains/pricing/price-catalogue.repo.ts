import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';

/** What holds for a time, each kind in a table of its own. */
export const DATED = {
  priceBookEntry: 'price_book_entry',
  promotion: 'promotion',
  billingCode: 'billing_code',
  approvalPolicy: 'approval_policy',
} as const;

export type Dated = keyof typeof DATED;

/** The constraints that let only one hold at a time. */
export const ONE_AT_A_TIME: Readonly<Record<Dated, string>> = {
  priceBookEntry: 'price_one_at_a_time',
  promotion: 'promotion_one_at_a_time',
  billingCode: 'billing_code_one_at_a_time',
  approvalPolicy: 'approval_policy_one_at_a_time',
};

export type Held = Readonly<{ id: string; validFrom: Date; validTo: Date | null; version: number }>;

type Delegate = Readonly<{
  create(query: { data: object }): Promise<Held>;
  findUnique(query: { where: { id: string } }): Promise<Held | null>;
  update(query: { where: { id: string }; data: object }): Promise<Held>;
}>;

const delegateOf = (tx: Tx, kind: Dated): Delegate => tx[kind] as unknown as Delegate;

export const insertDated = (tx: Tx, kind: Dated, data: object): Promise<Held> =>
  delegateOf(tx, kind).create({ data });

/** Locks it for the rest of the transaction; null where there is none. */
export async function lockDated(tx: Tx, kind: Dated, id: string): Promise<Held | null> {
  await tx.$queryRawUnsafe(`SELECT 1 FROM ${DATED[kind]} WHERE id = $1::uuid FOR UPDATE`, id);
  return await delegateOf(tx, kind).findUnique({ where: { id } });
}

export const endDated = (tx: Tx, kind: Dated, { id, version }: Held, validTo: Date): Promise<Held> =>
  delegateOf(tx, kind).update({ where: { id }, data: { validTo, version: version + 1 } });

export const isProduct = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.product.count({ where: { id } })) > 0;

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}
