import { type CurrencyCode, currencyCodeOf, fractionDigitsOf } from '../../kernel/currency.ts';
import { type Decimal, decimalOf } from '../../kernel/decimal.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { type Fraction, fractionFrom, fractionOf, fractionProduct } from '../../kernel/fraction.ts';
import type { KpiDefinition } from './kpi-definition.rules.ts';
import type { BucketCount } from './kpi-percentile.rules.ts';
import { type KpiPlan, type KpiSum, type NeededPart, neededParts } from './kpi-plan.rules.ts';
import type { KpiRange } from './kpi-reading.rules.ts';
import { dayBefore, monthEndOf } from './kpi-segment.rules.ts';

/** What of a part has one slice, one currency and one day of rate. */
export type KpiAmount = Readonly<{
  slice: string;
  currency: string;
  rateOn: Date;
  weight: Decimal | null;
  count: bigint;
  total: bigint;
  gross: bigint;
  net: bigint;
}>;

export type PartAmounts = NeededPart &
  Readonly<{ amounts: readonly KpiAmount[]; buckets: readonly BucketCount[] }>;

/** What one unit of a currency is in the one asked for on a day; only asked where they differ. */
export type RateOf = (currency: string, on: Date) => Decimal;

/** The sums of one group, by place. */
export type SumsByPlace = ReadonlyMap<number, readonly KpiSum[]>;

export const sumsByKey = (sums: readonly KpiSum[]): ReadonlyMap<string, SumsByPlace> =>
  new Map(
    [...Map.groupBy(sums, ({ key }) => key)].map(([key, rows]) => [
      key,
      Map.groupBy(rows, ({ place }) => place),
    ]),
  );

const NOTHING: SumsByPlace = new Map();

/** The parts of a KPI in one range, of one group's sums. */
export function partsOf(
  kpi: Pick<KpiDefinition, 'combine'>,
  given: Readonly<{ plan: KpiPlan; ranges: readonly KpiRange[]; range: number; calendar: FiscalCalendar }>,
  sums: SumsByPlace = NOTHING,
): PartAmounts[] {
  const { plan, calendar } = given;
  const { until } = given.ranges[given.range]!;
  const weights = kpi.combine.kind === 'WEIGHTED_LEVEL' ? kpi.combine.weights : null;
  return neededParts(kpi).map((part) => {
    const places = plan.placesOf(part, given.range);
    const rows = places.flatMap((place) => sums.get(place) ?? []);
    if (part.reading === 'BUCKETS') return { ...part, amounts: [], buckets: bucketsOf(rows) };
    const levelRateOn = monthEndOf(calendar, dayBefore(until));
    const rateOn = (row: KpiSum): Date =>
      part.reading === 'FLOW' ? monthEndOf(calendar, row.month ?? dayBefore(until)) : levelRateOn;
    const amounts = merged(rows, rateOn).map((amount) => ({
      ...amount,
      weight: weights ? decimalOf(weights[amount.slice] ?? '0') : null,
    }));
    // What came and went again is not there, in whatever currency it was.
    const isThere = (amount: KpiAmount) => part.reading !== 'LEVEL' || amount.total !== 0n;
    return { ...part, amounts: amounts.filter(isThere), buckets: [] };
  });
}

const bucketsOf = (rows: readonly KpiSum[]): BucketCount[] =>
  [...Map.groupBy(rows, ({ bucket }) => bucket ?? 0)].map(([bucket, found]) => ({
    bucket,
    count: found.reduce((sum, { count }) => sum + count, 0n),
  }));

/** In order, whatever that of the rows was, as an explanation tells them one by one. */
function merged(rows: readonly KpiSum[], rateOn: (row: KpiSum) => Date): Omit<KpiAmount, 'weight'>[] {
  const groups = Map.groupBy(
    rows,
    (row) => `${row.slice} ${row.currency} ${rateOn(row).toISOString().slice(0, 10)}`,
  );
  const inOrder = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return inOrder.map((group) => ({
    slice: group[0]!.slice,
    currency: group[0]!.currency,
    rateOn: rateOn(group[0]!),
    count: group.reduce((sum, { count }) => sum + count, 0n),
    total: group.reduce((sum, { total }) => sum + total, 0n),
    gross: group.reduce((sum, { gross }) => sum + (gross ?? 0n), 0n),
    net: group.reduce((sum, { net }) => sum + (net ?? 0n), 0n),
  }));
}

/** In which currencies the amounts are that are not nothing, in order. */
export const currenciesIn = (parts: readonly PartAmounts[]): CurrencyCode[] =>
  [
    ...new Set(
      parts
        .flatMap(({ amounts }) => amounts)
        .filter(({ currency, total, count }) => currency !== '' && (total !== 0n || count !== 0n))
        .map(({ currency }) => currencyCodeOf(currency)),
    ),
  ].sort();

/** An amount in minor units of the currency asked for, exactly; what is of no currency stays as it is. */
export function convertedAmount(
  amount: KpiAmount,
  of: 'total' | 'gross' | 'net',
  currency: CurrencyCode | null,
  rateOf: RateOf,
): Fraction {
  const weighted = amount.weight
    ? fractionProduct(fractionOf(amount[of]), fractionFrom(amount.weight))
    : fractionOf(amount[of]);
  if (amount.currency === '' || currency === null || amount.currency === currency) return weighted;
  const from = fractionDigitsOf(currencyCodeOf(amount.currency));
  const digits = fractionOf(10n ** BigInt(fractionDigitsOf(currency)), 10n ** BigInt(from));
  return fractionProduct(
    fractionProduct(weighted, fractionFrom(rateOf(amount.currency, amount.rateOn))),
    digits,
  );
}
