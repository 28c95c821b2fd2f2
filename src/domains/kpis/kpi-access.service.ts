import { ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { KpiRangeError, UnknownKpiError } from './kpi.errors.ts';
import { scopeName } from './kpi-access.repo.ts';
import { KPIS, type Kpi } from './kpi-catalogue.rules.ts';
import { measuresOf } from './kpi-definition.rules.ts';
import { kpiNamed, nearestOf } from './kpi-question.rules.ts';
import { firstDays } from './kpi-read.repo.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { ALL_PARTNERS, isScope, type KpiScope, partnerScope } from './kpi-scope.rules.ts';

export { groupNames } from './kpi-access.repo.ts';

/** What somebody may read: a partner's people what the catalogue shows to partners. */
export const kpisFor = (actor: Actor): readonly Kpi[] =>
  actor.membership ? KPIS.filter(({ isVisibleToPartners }) => isVisibleToPartners) : KPIS;

/** @throws UnknownKpiError where there is none, or none that the actor may know of. */
export function kpiFor(actor: Actor, code: string): Kpi {
  const known = kpisFor(actor);
  const kpi = known.find((one) => one.code === code);
  if (kpi) return kpi;
  if (!actor.membership) return kpiNamed(code);
  throw new UnknownKpiError(
    code,
    nearestOf(
      code,
      known.map((one) => one.code),
    ),
  );
}

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
  const { membership } = actor;
  if (scope === null) return membership ? partnerScope(membership.partnerId) : ALL_PARTNERS;
  const isOwn = scope.kind === 'PARTNER' || (scope.kind === 'MASTER' && scope.key === membership?.partnerId);
  const isOpen = isScope(scope) && (membership === null || isOwn);
  if (!isOpen || (await scopeName(tx, scope)) === null) throw new NotFoundError('scope', 'scope');
  return scope;
}

/** The first day of which the reader sees a fact of these KPIs; null where there is none. */
export async function firstDayOf(tx: Tx, kpis: readonly Kpi[]): Promise<ReadonlyMap<string, Date>> {
  const measures = [...new Set(kpis.flatMap(measuresOf))];
  const known = new Map((await firstDays(tx, measures)).map(({ measure, day }) => [measure, day.getTime()]));
  const found = kpis.map((kpi): [string, number] => [
    kpi.code,
    Math.min(...measuresOf(kpi).map((measure) => known.get(measure) ?? Number.POSITIVE_INFINITY)),
  ]);
  return new Map(
    found.flatMap(([code, time]) => (Number.isFinite(time) ? [[code, new Date(time)] as const] : [])),
  );
}

/** @throws KpiRangeError where all days of the range are before the first of which there is anything. */
export function assertSinceData(range: KpiRange, first: ReadonlyMap<string, Date>): void {
  if (first.size === 0) return;
  const earliest = new Date(Math.min(...[...first.values()].map((day) => day.getTime())));
  if (range.until > earliest) return;
  const day = earliest.toISOString().slice(0, 10);
  throw new KpiRangeError('BEFORE_DATA', `There is no data before ${day}.`, day);
}
