import type { Tx } from '../../platform/database/client.ts';
import type { CommissionSimulation, Prisma } from '../../platform/database/generated/client/client.ts';

export type SimulationScope = Readonly<{
  partnerId: string | null;
  programId: string | null;
  fromOn: Date;
  untilOn: Date;
}>;

const dayText = (day: Date) => day.toISOString().slice(0, 10);

/**
 * The orders of a period that earn, or would if there were a plan: of a partner, of those who are in a program, or of all.
 * In order of their days.
 */
export async function ordersWithin(tx: Tx, scope: SimulationScope, most: number): Promise<string[]> {
  const { partnerId, programId, fromOn, untilOn } = scope;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT o.id::text FROM sales_order AS o
    WHERE o.ordered_on >= ${dayText(fromOn)}::date AND o.ordered_on < ${dayText(untilOn)}::date AND o.status <> 'CANCELLED'
      AND (o.eligibility = 'ELIGIBLE' OR (o.eligibility = 'INELIGIBLE' AND o.eligibility_reasons = ARRAY['NO_PLAN']))
      AND EXISTS (
        SELECT FROM (
          SELECT e.partner_id FROM commission_earning AS e WHERE e.order_id = o.id
          UNION ALL SELECT r.partner_id FROM referral AS r WHERE r.id = o.referral_id
          UNION ALL SELECT a.partner_id FROM attribution AS a WHERE a.opportunity_id = o.opportunity_id AND a.ended_at IS NULL
        ) AS credited
        WHERE (${partnerId}::uuid IS NULL OR credited.partner_id = ${partnerId}::uuid)
          AND (${programId}::uuid IS NULL OR EXISTS (SELECT FROM tier_placement AS p
            WHERE p.partner_id = credited.partner_id AND p.program_id = ${programId}::uuid)))
    ORDER BY o.ordered_on, o.id
    LIMIT ${most}`;
  return rows.map(({ id }) => id);
}

/** Which of these partners are in a program. */
export const partnersOfProgram = async (tx: Tx, programId: string): Promise<ReadonlySet<string>> =>
  new Set(
    (
      await tx.$queryRaw<{ id: string }[]>`
        SELECT DISTINCT partner_id::text AS id FROM tier_placement WHERE program_id = ${programId}::uuid`
    ).map(({ id }) => id),
  );

export type FrozenRow = Readonly<{
  partnerId: string;
  orderLineId: string;
  slot: string;
  ruleCode: string | null;
  rate: string | null;
  amountMinor: bigint;
}>;

/** What was frozen of orders by plans, as the latest revisions say. */
export const frozenOf = (tx: Tx, orderIds: readonly string[]): Promise<FrozenRow[]> =>
  tx.$queryRaw<FrozenRow[]>`
    SELECT e.partner_id::text AS "partnerId", e.order_line_id::text AS "orderLineId", e.slot, latest.rule_code AS "ruleCode",
      trim_scale(latest.rate)::text AS rate, latest.amount_minor AS "amountMinor"
    FROM commission_earning AS e
    JOIN LATERAL (SELECT r.rule_code, r.rate, r.amount_minor FROM earning_revision AS r WHERE r.earning_id = e.id
      ORDER BY r.number DESC LIMIT 1) AS latest ON true
    WHERE e.order_id = ANY (${[...orderIds]}::uuid[]) AND e.spiff_id IS NULL
    ORDER BY e.slot`;

export const insertSimulation = (tx: Tx, data: Prisma.CommissionSimulationUncheckedCreateInput) =>
  tx.commissionSimulation.create({ data });

/** The one that waits longest, locked; null where none does, or where others are at them. */
export async function takeQueued(tx: Tx): Promise<CommissionSimulation | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM commission_simulation WHERE status = 'QUEUED' ORDER BY requested_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row ? await tx.commissionSimulation.findUniqueOrThrow({ where: { id: row.id } }) : null;
}

export type NewLine = Readonly<{
  partnerId: string;
  orderLineId: string;
  currency: string;
  actualMinor: string;
  simulatedMinor: string;
  explanation: object;
}>;

/** Writes a simulation's result as a whole, by one statement, and says that it is done. */
export async function finish(
  tx: Tx,
  id: string,
  lines: readonly NewLine[],
  at: Readonly<{ startedAt: Date; finishedAt: Date }>,
): Promise<void> {
  await tx.$executeRaw`DELETE FROM commission_simulation_line WHERE simulation_id = ${id}::uuid`;
  await tx.$executeRaw`
    INSERT INTO commission_simulation_line (simulation_id, partner_id, order_line_id, currency, actual_minor, simulated_minor, explanation)
    SELECT ${id}::uuid, r."partnerId", r."orderLineId", r.currency, r."actualMinor", r."simulatedMinor", r.explanation
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS r ("partnerId" uuid, "orderLineId" uuid, currency text,
      "actualMinor" bigint, "simulatedMinor" bigint, explanation jsonb)`;
  await tx.commissionSimulation.update({ where: { id }, data: { ...at, status: 'DONE', error: null } });
}

export const fail = (tx: Tx, id: string, error: string, finishedAt: Date) =>
  tx.commissionSimulation.updateMany({
    where: { id, status: 'QUEUED' },
    data: { status: 'FAILED', error, finishedAt },
  });

export const findVersion = (tx: Tx, id: string) =>
  tx.commissionPlanVersion.findUnique({ where: { id }, select: { id: true } });

export const findProgram = (tx: Tx, id: string) =>
  tx.partnerProgram.findUnique({ where: { id }, select: { id: true } });
