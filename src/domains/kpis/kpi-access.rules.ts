import { NotFoundError } from '../../kernel/errors.ts';
import { KpiRangeError, UnknownKpiError } from './kpi.errors.ts';
import { KPIS, type Kpi } from './kpi-catalogue.rules.ts';
import { measuresOf } from './kpi-definition.rules.ts';
import { kpiNamed, nearestOf } from './kpi-question.rules.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { ALL_PARTNERS, isScope, type KpiScope, partnerScope } from './kpi-scope.rules.ts';

/** Who asks, by where they work: for a partner, or for the vendor. */
export type KpiReader = Readonly<{ membership: Readonly<{ partnerId: string }> | null }>;

/** What somebody may read: a partner's people what the catalogue shows to partners. */
export const kpisFor = ({ membership }: KpiReader): readonly Kpi[] =>
  membership ? KPIS.filter(({ isVisibleToPartners }) => isVisibleToPartners) : KPIS;

/** @throws UnknownKpiError where there is none, or none that the reader may know of. */
export function kpiFor(reader: KpiReader, code: string): Kpi {
  const known = kpisFor(reader);
  const kpi = known.find((one) => one.code === code);
  if (kpi) return kpi;
  if (!reader.membership) return kpiNamed(code);
  throw new UnknownKpiError(
    code,
    nearestOf(
      code,
      known.map((one) => one.code),
    ),
  );
}

/** Whose figures are meant where nobody is named: a partner's people's own partner's, else those of all that are seen. */
export const ownScope = ({ membership }: KpiReader): KpiScope =>
  membership ? partnerScope(membership.partnerId) : ALL_PARTNERS;

/** @throws NotFoundError where the scope can be none that the reader sees; whether there is one is for the database to say. */
export function assertScope({ membership }: KpiReader, scope: KpiScope): void {
  const isOwn = scope.kind === 'PARTNER' || (scope.kind === 'MASTER' && scope.key === membership?.partnerId);
  if (!isScope(scope) || (membership !== null && !isOwn)) throw hiddenScope();
}

export const hiddenScope = () => new NotFoundError('scope', 'scope');

/** The first day of each KPI on which there is a fact of one of its measures; what has none is left out. */
export function firstDaysOf(
  kpis: readonly Kpi[],
  found: readonly Readonly<{ measure: string; day: Date }>[],
): ReadonlyMap<string, Date> {
  const known = new Map(found.map(({ measure, day }) => [measure, day.getTime()]));
  const days = kpis.map((kpi): [string, number] => [
    kpi.code,
    Math.min(...measuresOf(kpi).map((measure) => known.get(measure) ?? Number.POSITIVE_INFINITY)),
  ]);
  return new Map(
    days.flatMap(([code, time]) => (Number.isFinite(time) ? [[code, new Date(time)] as const] : [])),
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
