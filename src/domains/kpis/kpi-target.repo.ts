import type { Tx } from '../../platform/database/client.ts';
import type { KpiScope } from './kpi-scope.rules.ts';
import { partnerOf } from './kpi-scope.rules.ts';
import type { TargetContent } from './kpi-target.rules.ts';

export type TargetRow = TargetContent &
  Readonly<{ id: string; scopeKind: string; scopeKey: string; partnerId: string | null; version: number }>;

type By = Readonly<{ setById: string; now: Date }>;

/** The id of the new target; null where there is one for the scope and the period. */
export async function insertTarget(
  tx: Tx,
  scope: KpiScope,
  content: TargetContent,
  by: By,
): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO kpi_target (kpi, scope_kind, scope_key, partner_id, period, value, currency, set_by_id, set_at)
    VALUES (${content.kpi}, ${scope.kind}, ${scope.key}, ${partnerOf(scope)}::uuid, ${content.period}, ${content.value}::numeric,
      ${content.currency}, ${by.setById}::uuid, ${by.now})
    ON CONFLICT (kpi, scope_kind, scope_key, period) DO NOTHING RETURNING id::text`;
  return rows[0]?.id ?? null;
}

const COLUMNS = {
  id: true,
  kpi: true,
  scopeKind: true,
  scopeKey: true,
  partnerId: true,
  period: true,
  value: true,
  currency: true,
  version: true,
} as const;

/** Locks a target until the transaction ends; null where there is none that the actor sees. */
export async function lockTarget(tx: Tx, id: string): Promise<TargetRow | null> {
  await tx.$queryRaw`SELECT 1 FROM kpi_target WHERE id = ${id}::uuid FOR UPDATE`;
  const row = await tx.kpiTarget.findUnique({ where: { id }, select: COLUMNS });
  return row && { ...row, value: row.value.toFixed() };
}

export async function findTargetId(
  tx: Tx,
  scope: KpiScope,
  { kpi, period }: TargetContent,
): Promise<string | null> {
  const where = {
    kpi_scopeKind_scopeKey_period: { kpi, period, scopeKind: scope.kind, scopeKey: scope.key },
  };
  return (await tx.kpiTarget.findUnique({ where, select: { id: true } }))?.id ?? null;
}

export async function updateTarget(tx: Tx, row: TargetRow, content: TargetContent, by: By): Promise<void> {
  const { value, currency } = content;
  const data = { value, currency, setById: by.setById, setAt: by.now, version: row.version + 1 };
  await tx.kpiTarget.update({ where: { id: row.id }, data });
}

export async function deleteTarget(tx: Tx, id: string): Promise<void> {
  await tx.kpiTarget.delete({ where: { id } });
}

/** The targets of a scope in a period, by KPI. */
export async function targetsOf(
  tx: Pick<Tx, 'kpiTarget'>,
  scope: KpiScope,
  period: string,
): Promise<Pick<TargetRow, 'kpi' | 'value' | 'currency'>[]> {
  const rows = await tx.kpiTarget.findMany({
    where: { scopeKind: scope.kind, scopeKey: scope.key, period },
    select: { kpi: true, value: true, currency: true },
  });
  return rows.map((row) => ({ ...row, value: row.value.toFixed() }));
}
