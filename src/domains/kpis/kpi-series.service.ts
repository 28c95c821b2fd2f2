import { dayIn } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { assertSinceData, firstDayOf, kpiFor, readScope } from './kpi-access.service.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { type NamedRange, pointsOf, type SeriesGrain } from './kpi-period.rules.ts';
import { assertRange, knownAt, readRange } from './kpi-question.rules.ts';
import { type KpiAsk, readKpis } from './kpi-read.service.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import type { KpiScope } from './kpi-scope.rules.ts';
import type { KpiCellValue } from './kpi-table.rules.ts';
import { fiscalCalendarFrom } from './kpi-vendor.repo.ts';

export type SeriesAsked = Omit<KpiAsk, 'now'> &
  KpiRange &
  Readonly<{ kpi: string; scope: KpiScope | null; grain: SeriesGrain }>;

export type KpiPoint = Readonly<{ range: NamedRange; value: KpiCellValue }>;

export type KpiSeries = Readonly<{ kpi: Kpi; scope: KpiScope; terms: KpiAsk; points: readonly KpiPoint[] }>;

/**
 * A KPI's value in each day, week or fiscal period of a range.
 * @throws ForbiddenError, NotFoundError, UnknownKpiError, KpiRangeError, MixedCurrenciesError, MissingExchangeRateError,
 *   KpiScopeTooWideError
 */
export async function readSeries(tx: Tx, actor: Actor, asked: SeriesAsked, now: Date): Promise<KpiSeries> {
  const kpi = kpiFor(actor, asked.kpi);
  assertRange(asked);
  const scope = await readScope(tx, actor, asked.scope);
  const calendar = await fiscalCalendarFrom(tx);
  const range = readRange(asked, dayIn(calendar.timeZone, knownAt(asked.asOf, now)));
  const points = pointsOf(calendar, asked.grain, range);
  assertSinceData(range, await firstDayOf(tx, [kpi]));
  const { credited, currency, asOf, asVendor } = asked;
  const terms: KpiAsk = { credited, currency, asOf, asVendor, now };
  const table = await readKpis(tx, {
    ...{ ...terms, kpis: [kpi], ranges: points },
    ...{ within: [scope], by: 'ALL', keys: null },
  });
  table.assertOneCurrency(kpi);
  return {
    kpi,
    scope,
    terms,
    points: points.map((point, place) => ({ range: point, value: table.valueOf(kpi, place, '') })),
  };
}
