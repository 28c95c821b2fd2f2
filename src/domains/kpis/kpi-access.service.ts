import { ForbiddenError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { scopeName } from './kpi-access.repo.ts';
import { assertScope, firstDaysOf, hiddenScope, ownScope } from './kpi-access.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { measuresOf } from './kpi-definition.rules.ts';
import { firstDays } from './kpi-read.repo.ts';
import type { KpiScope } from './kpi-scope.rules.ts';

export { groupNames } from './kpi-access.repo.ts';
export { assertSinceData, kpiFor, kpisFor } from './kpi-access.rules.ts';

/** @throws ForbiddenError for partners' people, who are not compared with others by name. */
export function assertOfVendor(actor: Actor): void {
  assertAllowed(actor, 'KPIS_READ');
  if (actor.membership) throw new ForbiddenError();
}

/**
 * Whose figures the actor asks for: without a scope, a partner's people their own partner's, and the vendor's all that they see.
 * @throws ForbiddenError, NotFoundError where there is no such scope or it is hidden, alike.
 */
export async function readScope(tx: Tx, actor: Actor, scope: KpiScope | null): Promise<KpiScope> {
  assertAllowed(actor, 'KPIS_READ');
  if (scope === null) return ownScope(actor);
  assertScope(actor, scope);
  if ((await scopeName(tx, scope)) === null) throw hiddenScope();
  return scope;
}

/** The first day of which the reader sees a fact of each of these KPIs; what has none is left out. */
export const firstDayOf = async (tx: Tx, kpis: readonly Kpi[]): Promise<ReadonlyMap<string, Date>> =>
  firstDaysOf(kpis, await firstDays(tx, [...new Set(kpis.flatMap(measuresOf))]));
