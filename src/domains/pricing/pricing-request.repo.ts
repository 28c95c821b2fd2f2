import type { Tx } from '../../platform/database/client.ts';
import type { PricingRequest, Prisma } from '../../platform/database/generated/client/client.ts';

/** Who writes an order has an interest in what is approved for it. */
const WRITING_ACTIONS = ['ENTER', 'EDIT', 'ADD_DOCUMENT'];

export type OrderFacts = Readonly<{ status: string; currency: string; version: number }>;

/** Locks an order, so that its lines stay what they are; null where there is none. */
export async function lockOrder(tx: Tx, id: string): Promise<OrderFacts | null> {
  await tx.$queryRaw`SELECT 1 FROM sales_order WHERE id = ${id}::uuid FOR UPDATE`;
  return await orderOf(tx, id);
}

export const orderOf = (tx: Tx, id: string): Promise<OrderFacts | null> =>
  tx.salesOrder.findUnique({ where: { id }, select: { status: true, currency: true, version: true } });

export const isLineOf = async (tx: Tx, orderId: string, lineId: string): Promise<boolean> =>
  (await tx.orderLine.count({ where: { id: lineId, orderId } })) > 0;

export const hasOpen = async (
  tx: Tx,
  request: Readonly<{ orderId: string; lineId: string | null; kind: string }>,
): Promise<boolean> => (await tx.pricingRequest.count({ where: { ...request, status: 'OPEN' } })) > 0;

export const policiesOn = (tx: Tx, kind: string, day: Date) =>
  tx.approvalPolicy.findMany({
    where: { kind, validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] },
  });

export const insertRequest = (
  tx: Tx,
  data: Prisma.PricingRequestUncheckedCreateInput,
): Promise<PricingRequest> => tx.pricingRequest.create({ data });

export async function insertSteps(tx: Tx, requestId: string, roles: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO approval_step (request_id, position, role)
    SELECT ${requestId}::uuid, place, role FROM unnest(${[...roles]}::text[]) WITH ORDINALITY AS r(role, place)`;
}

/** Locks a request for the rest of the transaction: of two who decide at once, one waits and finds it decided. */
export async function lockRequest(tx: Tx, id: string): Promise<PricingRequest | null> {
  await tx.$queryRaw`SELECT 1 FROM pricing_request WHERE id = ${id}::uuid FOR UPDATE`;
  return await tx.pricingRequest.findUnique({ where: { id } });
}

export const stepsOf = (tx: Tx, requestId: string) =>
  tx.approvalStep.findMany({ where: { requestId }, orderBy: { position: 'asc' } });

/** Everybody who entered or edited an order. */
export async function writersOf(tx: Tx, orderId: string): Promise<string[]> {
  const rows = await tx.orderChange.findMany({
    where: { orderId, action: { in: WRITING_ACTIONS }, actorId: { not: null } },
    select: { actorId: true },
    distinct: ['actorId'],
  });
  return rows.map(({ actorId }) => actorId!);
}

/** Whose roles somebody may use at the instant, each with the roles that the other holds then. */
export const delegationsTo = (tx: Tx, personId: string, at: Date) =>
  tx.$queryRaw<{ fromId: string; roles: string[] }[]>`
    SELECT d.from_id::text AS "fromId", array_agg(DISTINCT s.role) AS roles
    FROM approval_delegation AS d JOIN staff_role AS s ON s.person_id = d.from_id
    JOIN person AS p ON p.id = d.from_id AND p.deactivated_at IS NULL
    WHERE d.to_id = ${personId}::uuid AND d.valid_from <= ${at} AND d.valid_to > ${at} AND d.revoked_at IS NULL
      AND s.valid_from <= ${at} AND (s.valid_to IS NULL OR s.valid_to > ${at})
    GROUP BY d.from_id ORDER BY d.from_id`;

export async function decideStep(
  tx: Tx,
  requestId: string,
  position: number,
  data: Prisma.ApprovalStepUncheckedUpdateInput,
): Promise<void> {
  await tx.approvalStep.update({ where: { requestId_position: { requestId, position } }, data });
}

export const updateRequest = (
  tx: Tx,
  { id, version }: PricingRequest,
  data: Prisma.PricingRequestUncheckedUpdateInput,
): Promise<PricingRequest> =>
  tx.pricingRequest.update({ where: { id }, data: { ...data, version: version + 1 } });
