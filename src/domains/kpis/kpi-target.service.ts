import { NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { kpiFor, readScope } from './kpi-access.service.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { kpiNamed } from './kpi-question.rules.ts';
import { ALL_PARTNERS, type KpiScope, type KpiScopeKind, partnerOf } from './kpi-scope.rules.ts';
import * as repo from './kpi-target.repo.ts';
import { isSameNumber, readTarget, type TargetContent } from './kpi-target.rules.ts';

export type TargetInput = Readonly<{
  kpi: string;
  scope: KpiScope | null;
  period: string;
  value: string;
  currency?: string | null;
  /** Of the target that there is; null for a new one. */
  version?: number | null;
  idempotencyKey?: string | null;
}>;

/**
 * Says what a KPI should be in a period, or changes what was said. What already is as asked writes nothing.
 * @throws ForbiddenError, UnknownKpiError, KpiRangeError, InvalidInputError, NotFoundError, StaleVersionError,
 *   IdempotencyConflictError
 */
export async function setTarget(tx: Tx, actor: Actor, input: TargetInput, now: Date): Promise<string> {
  assertAllowed(actor, 'KPI_TARGETS_WRITE');
  const { idempotencyKey: key, ...asked } = input;
  return await once(tx, actor, { mutation: 'kpiTargetSet', key, input: asked }, async () => {
    const kpi = kpiFor(actor, asked.kpi);
    const content = readTarget(kpi, asked);
    const scope = (await readScope(tx, actor, asked.scope)) ?? ALL_PARTNERS;
    const by = { setById: actor.personId!, now };
    const id = await repo.insertTarget(tx, scope, content, by);
    if (id !== null) {
      await tell(tx, actor, 'set', { id, kpi, scope, content }, now);
      return id;
    }
    const row = await repo.lockTarget(tx, (await repo.findTargetId(tx, scope, content))!);
    if (row === null || row.version !== (asked.version ?? null))
      throw new StaleVersionError(row?.version ?? 0);
    if (isSameNumber(row.value, content.value) && row.currency === content.currency) return row.id;
    await repo.updateTarget(tx, row, content, by);
    await tell(tx, actor, 'set', { id: row.id, kpi, scope, content }, now);
    return row.id;
  });
}

export type RemovedTarget = Readonly<{ id: string; kpi: string; period: string; scope: KpiScope }>;

/**
 * Takes a target back.
 * @throws ForbiddenError, NotFoundError, StaleVersionError
 */
export async function removeTarget(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number }>,
  now: Date,
): Promise<RemovedTarget> {
  assertAllowed(actor, 'KPI_TARGETS_WRITE');
  const row = await repo.lockTarget(tx, input.id);
  if (!row) throw new NotFoundError('target', 'id');
  if (row.version !== input.version) throw new StaleVersionError(row.version);
  await repo.deleteTarget(tx, row.id);
  const scope: KpiScope = { kind: row.scopeKind as KpiScopeKind, key: row.scopeKey };
  await tell(tx, actor, 'removed', { id: row.id, kpi: kpiNamed(row.kpi), scope, content: row }, now);
  return { id: row.id, kpi: row.kpi, period: row.period, scope };
}

async function tell(
  tx: Tx,
  actor: Actor,
  what: 'set' | 'removed',
  target: Readonly<{ id: string; kpi: Kpi; scope: KpiScope; content: TargetContent }>,
  now: Date,
): Promise<void> {
  const { kpi, scope, content } = target;
  const partnerId = partnerOf(scope);
  await appendEvents(tx, actor, [
    {
      ...{
        type: `kpi_target.${what}`,
        subjectType: 'KpiTarget',
        subjectId: target.id,
        partnerId,
        occurredAt: now,
      },
      partnerVisible: partnerId !== null && kpi.isVisibleToPartners,
      data: {
        ...{ kpi: kpi.code, scopeKind: scope.kind, scopeKey: scope.key, period: content.period },
        ...{ value: content.value, currency: content.currency },
      },
    },
  ]);
}
