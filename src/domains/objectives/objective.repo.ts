import type { Tx } from '../../platform/database/client.ts';
import type { KeyResult, Objective, Prisma } from '../../platform/database/generated/client/client.ts';
import type { KeyResultContent } from './objective.rules.ts';

export const findObjective = (tx: Tx, id: string): Promise<Objective | null> =>
  tx.objective.findUnique({ where: { id } });

/** Locks an objective for the rest of the transaction. */
export async function lockObjective(tx: Tx, id: string): Promise<Objective | null> {
  await tx.$queryRaw`SELECT 1 FROM objective WHERE id = ${id}::uuid FOR UPDATE`;
  return await findObjective(tx, id);
}

/** Whoever changes what contributes to what waits for others who do, as two changes could close a circle together. */
export const lockTree = async (tx: Tx): Promise<void> => {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('objective tree', 0))::text`;
};

/** An objective and all that it contributes to, the nearest first; at most so many. */
export const ancestorsOf = (tx: Tx, id: string, depthMax: number): Promise<{ id: string }[]> =>
  tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE above (id, parent_id, depth) AS (
      SELECT id, parent_id, 1 FROM objective WHERE id = ${id}::uuid
      UNION ALL SELECT parent.id, parent.parent_id, above.depth + 1 FROM above
        JOIN objective AS parent ON parent.id = above.parent_id WHERE above.depth <= ${depthMax})
    SELECT id::text FROM above ORDER BY depth`;

/** How many levels of objectives contribute to one, itself included. */
export async function depthBelow(tx: Tx, id: string, depthMax: number): Promise<number> {
  const [found] = await tx.$queryRaw<{ depth: number }[]>`
    WITH RECURSIVE below (id, depth) AS (
      SELECT ${id}::uuid, 1
      UNION ALL SELECT child.id, below.depth + 1 FROM below
        JOIN objective AS child ON child.parent_id = below.id WHERE below.depth <= ${depthMax})
    SELECT max(depth)::int AS depth FROM below`;
  return found?.depth ?? 1;
}

export const childrenOf = (tx: Tx, parentId: string) =>
  tx.objective.findMany({ where: { parentId }, select: { id: true, periodFrom: true, periodUntil: true } });

export const insertObjective = (tx: Tx, data: Prisma.ObjectiveUncheckedCreateInput): Promise<Objective> =>
  tx.objective.create({ data });

/** Writes what changed and counts the version up. */
export const updateObjective = (
  tx: Tx,
  { id }: Readonly<{ id: string }>,
  data: Prisma.ObjectiveUncheckedUpdateInput,
): Promise<Objective> => tx.objective.update({ where: { id }, data: { ...data, version: { increment: 1 } } });

type Owner = Readonly<{ id: string; partnerId: string | null }>;

/** Inserts key results behind those that there are, in one statement; the objective is locked. Answers their ids in order. */
export async function insertKeyResults(
  tx: Tx,
  objective: Owner,
  results: readonly KeyResultContent[],
): Promise<string[]> {
  if (results.length === 0) return [];
  const rows = results.map(({ scope, ...result }, place) => ({
    ...result,
    kind: scope.kind,
    key: scope.key,
    place: place + 1,
  }));
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO key_result (objective_id, partner_id, position, kpi, scope_kind, scope_key, currency, baseline, target,
      direction, weight)
    SELECT ${objective.id}::uuid, ${objective.partnerId}::uuid,
      (SELECT coalesce(max(position), 0) FROM key_result WHERE objective_id = ${objective.id}::uuid) + r.place,
      r.kpi, r.kind, r.key, r.currency, r.baseline, r.target, r.direction, r.weight
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(place int, kpi text, kind text, key text, currency text,
      baseline numeric, target numeric, direction text, weight numeric)
    ORDER BY r.place RETURNING id::text`;
  return inserted.map(({ id }) => id);
}

export const updateKeyResult = async (
  tx: Tx,
  id: string,
  { scope, ...content }: KeyResultContent,
): Promise<void> => {
  const data = { ...content, scopeKind: scope.kind, scopeKey: scope.key, version: { increment: 1 } };
  await tx.keyResult.update({ where: { id }, data });
};

export const findKeyResult = (tx: Tx, id: string): Promise<KeyResult | null> =>
  tx.keyResult.findUnique({ where: { id } });

export const countKeyResults = (tx: Tx, objectiveId: string): Promise<number> =>
  tx.keyResult.count({ where: { objectiveId } });

export const hasCheckIns = async (tx: Tx, keyResultId: string): Promise<boolean> =>
  (await tx.checkIn.findFirst({ where: { keyResultId }, select: { id: true } })) !== null;

export const deleteKeyResult = async (tx: Tx, id: string): Promise<void> => {
  await tx.keyResult.delete({ where: { id } });
};

export const insertCheckIn = (tx: Tx, data: Prisma.CheckInUncheckedCreateInput) =>
  tx.checkIn.create({ data });

/** Whether somebody of the vendor's staff can own something. */
export async function isAbleStaff(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM person JOIN staff_member ON staff_member.person_id = person.id
    WHERE person.id = ${id}::uuid AND person.kind = 'HUMAN' AND person.deactivated_at IS NULL`;
  return rows.length > 0;
}

export const isPartner = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.partner.findUnique({ where: { id }, select: { id: true } })) !== null;

export type TreeRow = Readonly<{
  id: string;
  parentId: string | null;
  periodFrom: Date;
  periodUntil: Date;
  results: KeyResult[];
}>;

/** Objectives and all that contribute to them, with their key results: two statements. Cancelled ones contribute nothing. */
export async function treesOf(tx: Tx, ids: readonly string[], depthMax: number): Promise<TreeRow[]> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE below (id, depth) AS (
      SELECT id, 1 FROM objective WHERE id = ANY (${ids}::uuid[])
      UNION SELECT child.id, below.depth + 1 FROM below
        JOIN objective AS child ON child.parent_id = below.id AND child.status <> 'CANCELLED' WHERE below.depth <= ${depthMax})
    SELECT DISTINCT id::text FROM below`;
  const rows = await tx.objective.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    select: { id: true, parentId: true, periodFrom: true, periodUntil: true, keyResults: true },
  });
  return rows.map(({ keyResults, ...row }) => ({ ...row, results: keyResults }));
}
