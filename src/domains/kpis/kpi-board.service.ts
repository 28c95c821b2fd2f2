import { InvalidInputError } from '../../kernel/errors.ts';
import { compareFractions, fractionOf, fractionSum } from '../../kernel/fraction.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { groupNames } from './kpi-access.repo.ts';
import { assertOfVendor, assertSinceData, firstDayOf, kpiFor, readScope } from './kpi-access.service.ts';
import type { PartAmounts } from './kpi-amounts.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { isAdditive, type Rounding, roundedTogether } from './kpi-combine.rules.ts';
import { type NamedRange, periodNamed, rangeOfPeriod } from './kpi-period.rules.ts';
import { isBetter } from './kpi-rank.rules.ts';
import { activePartners } from './kpi-read.repo.ts';
import { type KpiAsk, readKpis } from './kpi-read.service.ts';
import type { KpiScope, KpiScopeKind } from './kpi-scope.rules.ts';
import type { KpiCellValue, KpiTable } from './kpi-table.rules.ts';
import { fiscalCalendarFrom } from './kpi-vendor.repo.ts';

export const BOARD_KINDS = [
  'PARTNER',
  'MANAGER',
  'REGION',
  'TIER',
] as const satisfies readonly KpiScopeKind[];
export type BoardKind = (typeof BOARD_KINDS)[number];
export const BOARD_MAX = 100;
const BOARD_DEFAULT = 10;

export type BoardAsked = Omit<KpiAsk, 'now'> &
  Readonly<{ kpi: string; period: string; by: BoardKind; first: number | null }>;

export type BoardEntry = Readonly<{ rank: number; key: string; name: string | null; value: KpiCellValue }>;

export type Leaderboard = Readonly<{
  kpi: Kpi;
  by: BoardKind;
  terms: KpiAsk;
  period: NamedRange;
  groups: number;
  entries: readonly BoardEntry[];
}>;

/**
 * The best of a period, for the vendor's people: a channel manager sees the portfolio's.
 * @throws ForbiddenError, UnknownKpiError, InvalidInputError, KpiRangeError, MixedCurrenciesError, MissingExchangeRateError,
 *   KpiScopeTooWideError
 */
export async function readLeaderboard(
  tx: Tx,
  actor: Actor,
  asked: BoardAsked,
  now: Date,
): Promise<Leaderboard> {
  assertOfVendor(actor);
  const kpi = kpiFor(actor, asked.kpi);
  const first = countWanted(asked.first, BOARD_DEFAULT, BOARD_MAX);
  const { by, credited, currency, asOf = null, asVendor } = asked;
  const terms: KpiAsk = { credited, currency, asOf, asVendor, now };
  const { period, table } = await readPeriod(tx, kpi, asked.period, { ...terms, by, within: [] });
  table.assertOneCurrency(kpi);
  const named = table.keys.filter((key) => key !== '');
  const keys = by === 'PARTNER' ? [...new Set([...named, ...(await activePartners(tx))])] : named;
  const valued = keys.flatMap((key) => {
    const value = table.valueOf(kpi, 0, key);
    return value.exact.value === null ? [] : [{ key, value, exact: value.exact.value }];
  });
  const ordered = valued.sort(
    (a, b) =>
      compareFractions(a.exact, b.exact) * (kpi.direction === 'UP' ? -1 : 1) || (a.key < b.key ? -1 : 1),
  );
  const shown = ordered.slice(0, first);
  const names = await groupNames(
    tx,
    by,
    shown.map(({ key }) => key),
  );
  const entries = shown.map(({ key, value, exact }) => ({
    ...{ key, value, name: names.get(key) ?? null },
    rank: 1 + ordered.findIndex((other) => !isBetter(kpi.direction, other.exact, exact)),
  }));
  return { kpi, by, terms, period, groups: ordered.length, entries };
}

/** SLICE is what a measure is split by, as a deal's stage. */
export const BREAKDOWN_KINDS = [
  'PARTNER',
  'MASTER',
  'REGION',
  'TIER',
  'MANAGER',
  'PROGRAM',
  'SLICE',
  'CURRENCY',
] as const;
export type BreakdownKind = (typeof BREAKDOWN_KINDS)[number];
export const BREAKDOWN_MAX = 500;
const BREAKDOWN_DEFAULT = 100;

export type BreakdownAsked = Omit<KpiAsk, 'now'> &
  Readonly<{ kpi: string; scope: KpiScope | null; period: string; by: BreakdownKind; first: number | null }>;

export type BreakdownPart = Readonly<{ key: string; name: string | null; value: KpiCellValue }>;

export type Breakdown = Readonly<{
  kpi: Kpi;
  scope: KpiScope;
  by: BreakdownKind;
  terms: KpiAsk;
  period: NamedRange;
  /** Null where it is of several currencies, by which it is broken down. */
  whole: KpiCellValue | null;
  partsTotal: number;
  parts: readonly BreakdownPart[];
  /** Whether all parts together are the whole. */
  addsUp: boolean;
}>;

/**
 * A KPI's value in a period, and of what it is made.
 * @throws ForbiddenError, NotFoundError, UnknownKpiError, InvalidInputError, KpiRangeError, MixedCurrenciesError,
 *   MissingExchangeRateError, KpiScopeTooWideError
 */
export async function readBreakdown(
  tx: Tx,
  actor: Actor,
  asked: BreakdownAsked,
  now: Date,
): Promise<Breakdown> {
  const kpi = kpiFor(actor, asked.kpi);
  const first = countWanted(asked.first, BREAKDOWN_DEFAULT, BREAKDOWN_MAX);
  const scope = await readScope(tx, actor, asked.scope);
  const { by, credited, currency, asOf = null, asVendor } = asked;
  const terms: KpiAsk = { credited, currency, asOf, asVendor, now };
  const { period, table } = await readPeriod(tx, kpi, asked.period, { ...terms, by: 'ALL', within: [scope] });
  const isMixed = by === 'CURRENCY' && currency === null && table.currenciesOf(kpi).length > 1;
  const whole = isMixed ? null : table.valueOf(kpi, 0, '');
  const made =
    by === 'SLICE' || by === 'CURRENCY'
      ? splitBy(table, kpi, by)
      : await groupedBy(tx, kpi, period, { ...terms, by, within: [scope] });
  const { parts, addsUp } = roundedParts(kpi, made, whole);
  const ordered = [...parts].sort((a, b) => sizeOrder(b, a) || (a.key < b.key ? -1 : 1));
  const shown = ordered.slice(0, first);
  const kind = by === 'SLICE' || by === 'CURRENCY' ? 'ALL' : by;
  const names = await groupNames(
    tx,
    kind,
    shown.map(({ key }) => key),
  );
  return {
    ...{ kpi, scope, by, terms, period, whole, addsUp, partsTotal: ordered.length },
    parts: shown.map((part) => ({ ...part, name: names.get(part.key) ?? null })),
  };
}

type Part = Omit<BreakdownPart, 'name'>;

const sizeOrder = (a: Part, b: Part): number => {
  const [left, right] = [a.value.exact.value, b.value.exact.value];
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareFractions(left, right);
};

async function groupedBy(tx: Tx, kpi: Kpi, period: NamedRange, asked: PeriodAsked): Promise<Part[]> {
  const table = await readKpis(tx, { ...asked, kpis: [kpi], ranges: [period], keys: null });
  table.assertOneCurrency(kpi);
  return table.keys.map((key) => ({ key, value: table.valueOf(kpi, 0, key) }));
}

/** The same sums, apart by what they are split by in the cells. */
function splitBy(table: KpiTable, kpi: Kpi, by: 'SLICE' | 'CURRENCY'): Part[] {
  const parts = table.partsOf(kpi, 0, '');
  const field = by === 'SLICE' ? 'slice' : 'currency';
  const keys = [...new Set(parts.flatMap(({ amounts }) => amounts.map((amount) => amount[field])))].sort();
  return keys.map((key) => {
    const own = parts.map(
      (part): PartAmounts => ({
        ...part,
        amounts: part.amounts.filter((amount) => amount[field] === key),
      }),
    );
    return { key, value: table.combined(kpi, own, 0) };
  });
}

/** Where the parts are all of the whole they are rounded so that they add up to it as it is told. */
function roundedParts(
  kpi: Kpi,
  parts: readonly Part[],
  whole: KpiCellValue | null,
): { parts: Part[]; addsUp: boolean } {
  const values = parts.flatMap(({ value }) => value.exact.value ?? []);
  const sum = values.reduce(fractionSum, fractionOf(0n));
  const total = whole?.exact.value ?? null;
  const addsUp =
    isAdditive(kpi) && total !== null && values.length === parts.length && compareFractions(sum, total) === 0;
  if (!addsUp) return { parts: [...parts], addsUp };
  const rounded: readonly Rounding[] = roundedTogether(kpi, values, whole!.currency);
  return {
    addsUp,
    parts: parts.map((part, place) => ({ ...part, value: { ...part.value, ...rounded[place]! } })),
  };
}

type PeriodAsked = KpiAsk & Readonly<{ by: KpiScopeKind; within: readonly KpiScope[] }>;

async function readPeriod(tx: Tx, kpi: Kpi, named: string, asked: PeriodAsked) {
  const fiscal = periodNamed(named);
  const period = rangeOfPeriod(await fiscalCalendarFrom(tx), fiscal);
  assertSinceData(period, await firstDayOf(tx, [kpi]));
  const table = await readKpis(tx, { ...asked, kpis: [kpi], ranges: [period], keys: null });
  return { period, table };
}

/** @throws InvalidInputError where it is none of the numbers that can be asked for. */
function countWanted(first: number | null, fallback: number, countMax: number): number {
  const count = first ?? fallback;
  if (count >= 1 && count <= countMax) return count;
  throw new InvalidInputError([
    { field: 'first', code: 'OUT_OF_RANGE', message: `first is between 1 and ${countMax}.` },
  ]);
}
