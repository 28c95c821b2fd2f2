import { isKpiCode, kpiOf } from '../domains/kpis/kpi-catalogue.rules.ts';
import { readKpis } from '../domains/kpis/kpi-read.service.ts';
import type { KpiRange, KpiValue } from '../domains/kpis/kpi-reading.rules.ts';
import type { KpiScope, KpiScopeKind } from '../domains/kpis/kpi-scope.rules.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { Refusal } from '../kernel/errors.ts';
import { dayIn } from '../kernel/time.ts';
import type { Tx } from '../platform/database/client.ts';

/** One value that is wanted. Days are midnights in UTC; `until` is the first that does not count. */
export type Wanted = KpiRange & Readonly<{ kpi: string; scope: KpiScope; currency: string | null }>;

/**
 * Reads values that have little in common, each by its own KPI, scope, days and currency: in a fixed number of statements for
 * each currency and kind of scope, however many values. Null where the days have not begun, where there is no such KPI, and
 * where it cannot be told for want of a rate or a currency.
 */
export async function kpiReadings(
  tx: Tx,
  wanted: readonly Wanted[],
  now: Date,
): Promise<(KpiValue | null)[]> {
  const { timeZone } = await fiscalCalendarFrom(tx);
  const today = dayIn(timeZone, now);
  const readable = wanted.filter(({ kpi, from }) => isKpiCode(kpi) && from <= today);
  const values = new Map<Wanted, KpiValue | null>();
  for (const group of Map.groupBy(readable, ({ currency, scope }) => `${currency} ${scope.kind}`).values())
    await readGroup(tx, group, now, values);
  return wanted.map((one) => values.get(one) ?? null);
}

const rangeText = ({ from, until }: KpiRange): string => `${from.getTime()} ${until.getTime()}`;

async function readGroup(
  tx: Tx,
  group: readonly Wanted[],
  now: Date,
  values: Map<Wanted, KpiValue | null>,
): Promise<void> {
  const first = group[0]!;
  const ranges = [
    ...new Map(group.map(({ from, until }) => [rangeText({ from, until }), { from, until }])).values(),
  ];
  const places = new Map(ranges.map((range, place) => [rangeText(range), place]));
  const kpis = [...new Set(group.map(({ kpi }) => kpi))].filter(isKpiCode).map(kpiOf);
  const kind: KpiScopeKind = first.scope.kind;
  const keys = kind === 'ALL' ? null : [...new Set(group.map(({ scope }) => scope.key))];
  const table = await withoutRefusal(() =>
    readKpis(tx, {
      ...{ kpis, ranges, keys, now, within: [], by: kind },
      ...{ credited: 'AS_CREDITED', currency: first.currency },
    }),
  );
  for (const one of group)
    values.set(
      one,
      isKpiCode(one.kpi) && table
        ? await withoutRefusal(() =>
            table.valueOf(kpiOf(one.kpi as never), places.get(rangeText(one))!, one.scope.key),
          )
        : null,
    );
}

/** What cannot be told is told as nothing here: whoever asks for that value alone learns why. */
async function withoutRefusal<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
