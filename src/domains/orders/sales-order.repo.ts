import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Prisma, SalesOrder } from '../../platform/database/generated/client/client.ts';
import type { DocumentContent, OrderNumber } from './order-input.rules.ts';
import { WRITING_ACTIONS } from './sales-order.states.ts';

/** Locks an order for the rest of the transaction; null where it does not exist or is hidden. */
export async function lockOrder(tx: Tx, id: string): Promise<SalesOrder | null> {
  await tx.$queryRaw`SELECT 1 FROM sales_order WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.salesOrder.findUnique({ where: { id } });
}

const KNOWN = {
  lines: {
    include: { previousLine: true, product: { select: { code: true } } },
    orderBy: { position: 'asc' },
  },
  documents: true,
} as const satisfies Prisma.SalesOrderInclude;

/** An order with all that somebody may state anew. */
export type KnownOrder = Prisma.SalesOrderGetPayload<{ include: typeof KNOWN }>;

/** The orders of these numbers with their lines, locked in the order of their ids. */
export async function lockByNumber(
  tx: Tx,
  system: string,
  externalIds: readonly string[],
): Promise<KnownOrder[]> {
  await tx.$queryRaw`
    SELECT 1 FROM sales_order WHERE system = ${system} AND external_id = ANY (${[...externalIds]}) ORDER BY id FOR UPDATE`;
  return await tx.salesOrder.findMany({
    where: { system, externalId: { in: [...externalIds] } },
    include: KNOWN,
  });
}

/**
 * Lets the orders of a system be entered one call at a time, by people and systems alike, so that each finds what the one
 * before wrote. The lock ends with the transaction.
 */
export const lockSystem = (tx: Tx, system: string) =>
  tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`orders ${system}`}, 0))::text`;

export const isTaken = async (tx: Tx, { system, externalId }: OrderNumber): Promise<boolean> =>
  (await tx.salesOrder.count({ where: { system, externalId } })) > 0;

export const orderIdsOf = (tx: Tx, system: string, externalIds: readonly string[]) =>
  tx.salesOrder.findMany({
    where: { system, externalId: { in: [...externalIds] } },
    select: { id: true, externalId: true },
  });

export const freshIds = async (tx: Tx, count: number): Promise<string[]> =>
  (
    await tx.$queryRaw<
      { id: string }[]
    >`SELECT uuidv7()::text AS id FROM generate_series(1, ${count}::integer)`
  ).map(({ id }) => id);

/** Writes what changed and counts the version up, so that whoever read the old one is told. */
export const updateOrder = (
  tx: Tx,
  { id, version }: SalesOrder,
  data: Prisma.SalesOrderUncheckedUpdateInput,
  now: Date,
): Promise<SalesOrder> =>
  tx.salesOrder.update({ where: { id }, data: { ...data, version: version + 1, updatedAt: now } });

export type NewChange = Readonly<{
  orderId: string;
  action: string;
  fromStatus: string | null;
  toStatus: string;
  reason: string | null;
}>;

export async function insertChanges(
  tx: Tx,
  actor: Readonly<{ kind: string; personId: string | null }>,
  changes: readonly NewChange[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO order_change (order_id, action, from_status, to_status, reason, actor_kind, actor_id, changed_at)
    SELECT r."orderId", r.action, r."fromStatus", r."toStatus", r.reason, ${actor.kind}, ${actor.personId}::uuid, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
      AS r("orderId" uuid, action text, "fromStatus" text, "toStatus" text, reason text)`;
}

/** Whether somebody entered or edited the order. */
export const hasWritten = async (tx: Tx, orderId: string, personId: string | null): Promise<boolean> =>
  personId !== null &&
  (await tx.orderChange.count({
    where: { orderId, actorId: personId, action: { in: [...WRITING_ACTIONS] } },
  })) > 0;

/** Adds papers that are not there yet; answers how many were new. */
export const insertDocuments = (
  tx: Tx,
  documents: readonly (DocumentContent & Readonly<{ orderId: string }>)[],
  addedById: string | null,
  now: Date,
): Promise<number> =>
  tx.$executeRaw`
    INSERT INTO order_document (order_id, kind, reference, sha256, added_by_id, added_at)
    SELECT r."orderId", r.kind, r.reference, r.sha256, ${addedById}::uuid, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
      AS r("orderId" uuid, kind text, reference text, sha256 text)
    ON CONFLICT (order_id, kind, reference) DO NOTHING`;

export const countDocuments = (tx: Tx, orderId: string): Promise<number> =>
  tx.orderDocument.count({ where: { orderId } });

/** The vendor's calendar day at an instant. */
export async function vendorDayOf(tx: Tx, now: Date): Promise<Date> {
  const settings = await tx.vendorSettings.findUniqueOrThrow({
    where: { id: 1 },
    select: { timeZone: true },
  });
  return dayIn(settings.timeZone, now);
}

export const findKnown = (tx: Tx, id: string): Promise<KnownOrder> =>
  tx.salesOrder.findUniqueOrThrow({ where: { id }, include: KNOWN });
