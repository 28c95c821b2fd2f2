import { KpiRangeError, MissingExchangeRateError } from '../../domains/kpis/kpi.errors.ts';
import { kpiValues } from '../../domains/kpis/kpi-read.service.ts';
import type { KpiRange } from '../../domains/kpis/kpi-reading.rules.ts';
import type { KpiScope } from '../../domains/kpis/kpi-scope.rules.ts';
import type { Tx } from '../../platform/database/client.ts';

export type KpiTerms = Readonly<{ scope: KpiScope; currency: string; now: Date }>;

/** Values by KPI, a place for each range; null where there is none. */
export type KpiTable = Readonly<{
  valueOf(code: string, range: number): string | null;
  /** Why amounts are missing; null where none are. */
  note: string | null;
}>;

type Values = Map<string, (string | null)[]>;

/**
 * Reads KPIs over some ranges at once. What cannot be told stays empty, with a note where that is for want of a rate of
 * exchange: a report with a gap is read, and one that fails is not.
 */
export async function kpiTable(
  tx: Tx,
  kpis: readonly Readonly<{ code: string; unit: string }>[],
  ranges: readonly KpiRange[],
  terms: KpiTerms,
): Promise<KpiTable> {
  const values: Values = new Map(kpis.map(({ code }) => [code, ranges.map(() => null)]));
  let note: string | null = null;
  for (const isMoney of [false, true]) {
    const codes = kpis.filter(({ unit }) => (unit === 'MONEY') === isMoney).map(({ code }) => code);
    const gap = codes.length > 0 ? await fill(tx, values, codes, ranges, terms) : null;
    if (gap) note = gap;
  }
  return { valueOf: (code, range) => values.get(code)?.[range] ?? null, note };
}

async function fill(
  tx: Tx,
  values: Values,
  codes: readonly string[],
  ranges: readonly KpiRange[],
  { scope, currency, now }: KpiTerms,
): Promise<string | null> {
  const places = ranges.map((range, place) => ({ range, place })).filter(({ range }) => range.from <= now);
  const read = async (kpis: readonly string[], asked: typeof places) => {
    if (asked.length === 0) return;
    const readings = await kpiValues(tx, {
      kpis,
      ranges: asked.map(({ range }) => range),
      scopes: [scope],
      credited: 'AS_CREDITED',
      currency,
      now,
    });
    readings.forEach((reading, place) => {
      values.get(reading.kpi)![asked[place % asked.length]!.place] = reading.value;
    });
  };
  try {
    await read(codes, places);
    return null;
  } catch (error) {
    if (!isGap(error)) throw error;
  }
  return await readApart(codes, places, read);
}

const isGap = (error: unknown) => error instanceof KpiRangeError || error instanceof MissingExchangeRateError;

/** One by one, so that only what cannot be told is left out. */
async function readApart<Place>(
  codes: readonly string[],
  places: readonly Place[],
  read: (kpis: readonly string[], asked: Place[]) => Promise<void>,
): Promise<string | null> {
  let note: string | null = null;
  for (const code of codes)
    for (const place of places) {
      try {
        await read([code], [place]);
      } catch (error) {
        if (!isGap(error)) throw error;
        if (error instanceof MissingExchangeRateError)
          note = `Some amounts are missing, as there is no rate of exchange for them: ${error.message}`;
      }
    }
  return note;
}
