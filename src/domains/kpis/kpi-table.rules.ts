import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { dayFrom } from '../../kernel/time.ts';
import { MissingExchangeRateError, MixedCurrenciesError } from './kpi.errors.ts';
import { currenciesIn, type PartAmounts, partsOf, type RateOf, sumsByKey } from './kpi-amounts.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { type ExactValue, exactValueOf, valueTexts } from './kpi-combine.rules.ts';
import { explanationOf } from './kpi-explain.rules.ts';
import type { KpiPlan, KpiSum } from './kpi-plan.rules.ts';
import type { KpiRange, KpiTerms, KpiValue } from './kpi-reading.rules.ts';

/** A value with what it was before it was rounded. */
export type KpiCellValue = KpiValue & Readonly<{ currency: CurrencyCode | null; exact: ExactValue }>;

/** The answers to all that was asked at once. */
export type KpiTable = Readonly<{
  calendar: FiscalCalendar;
  today: Date;
  /** The groups that have anything, in order. */
  keys: readonly string[];
  ranges: readonly KpiRange[];
  /** @throws MixedCurrenciesError where no currency was named and its amounts are of several. */
  valueOf(kpi: Kpi, range: number, key: string): KpiCellValue;
  /** The parts of it, before they are added up. */
  partsOf(kpi: Kpi, range: number, key: string): readonly PartAmounts[];
  combined(kpi: Kpi, parts: readonly PartAmounts[], range: number): KpiCellValue;
  /** In which currencies its amounts are, of all groups and ranges. */
  currenciesOf(kpi: Kpi): readonly CurrencyCode[];
  /** @throws MixedCurrenciesError where no currency was named, so that its values could not be compared */
  assertOneCurrency(kpi: Kpi): void;
}>;

/** Numbers that can be larger than JavaScript's come as text. */
export type SumRow = Omit<KpiSum, 'count' | 'total' | 'gross' | 'net' | 'month'> &
  Readonly<{ count: string; total: string; gross: string | null; net: string | null; month: string | null }>;

export const sumFrom = (row: SumRow): KpiSum => ({
  ...row,
  month: row.month === null ? null : dayFrom(row.month),
  count: BigInt(row.count),
  total: BigInt(row.total),
  gross: row.gross === null ? null : BigInt(row.gross),
  net: row.net === null ? null : BigInt(row.net),
});

/** By which days, plan and sums a table was read. */
export type KpiRead = Readonly<{
  kpis: readonly Kpi[];
  calendar: FiscalCalendar;
  today: Date;
  ranges: readonly KpiRange[];
  plan: KpiPlan;
  sums: readonly KpiSum[];
}>;

type Amounts = Readonly<{
  keys: readonly string[];
  of(kpi: Kpi, range: number, key: string): readonly PartAmounts[];
  all(kpi: Kpi): readonly PartAmounts[];
}>;

function amountsIn({ calendar, plan, ranges, sums }: KpiRead): Amounts {
  const groups = sumsByKey(sums);
  const keys = [...groups.keys()];
  const of = (kpi: Kpi, range: number, key: string) =>
    partsOf(kpi, { plan, ranges, range, calendar }, groups.get(key));
  return {
    ...{ keys, of },
    all: (kpi) => keys.flatMap((key) => ranges.flatMap((_, range) => of(kpi, range, key))),
  };
}

export type RateQuestion = Readonly<{ from: string; on: Date }>;

const rateText = (currency: string, on: Date): string => `${currency} ${on.getTime()}`;

/** Which rates a table needs to tell its amounts in a currency, each once. */
export function ratesNeeded(read: KpiRead, currency: string): RateQuestion[] {
  const { all } = amountsIn(read);
  const foreign = read.kpis
    .flatMap(all)
    .flatMap(({ amounts }) => amounts)
    .filter((amount) => amount.currency !== '' && amount.currency !== currency)
    .map((amount) => ({ from: amount.currency, on: amount.rateOn }));
  return [...new Map(foreign.map((one) => [rateText(one.from, one.on), one])).values()];
}

/** @throws MissingExchangeRateError where one of those needed was not found */
export function ratesBy(
  needed: readonly RateQuestion[],
  currency: string,
  found: (question: RateQuestion, place: number) => Decimal | null,
): RateOf {
  const known = new Map(
    needed.map((question, place) => {
      const rate = found(question, place);
      if (!rate) throw new MissingExchangeRateError(question.from, currency, question.on);
      return [rateText(question.from, question.on), rate];
    }),
  );
  return (from, on) => known.get(rateText(from, on))!;
}

/** The answers by what was read. */
export function tableOf(
  read: KpiRead,
  terms: Pick<KpiTerms, 'credited' | 'currency'>,
  rateOf: RateOf,
): KpiTable {
  const { calendar, today, ranges } = read;
  const { keys, of, all } = amountsIn(read);
  const { credited } = terms;
  const currency = terms.currency === null ? null : currencyCodeOf(terms.currency);
  const currenciesOf = (kpi: Kpi) => currenciesIn(all(kpi));
  const combined = (kpi: Kpi, parts: readonly PartAmounts[], range: number) =>
    valueFrom(kpi, parts, {
      ...{ credited, currency, rateOf },
      ...{ range: ranges[range]!, timeZone: calendar.timeZone },
    });
  return {
    ...{ calendar, today, ranges, keys: keys.toSorted() },
    ...{ partsOf: of, combined, currenciesOf },
    assertOneCurrency: (kpi) => {
      const currencies = currency === null ? currenciesOf(kpi) : [];
      if (currencies.length > 1) throw new MixedCurrenciesError(currencies);
    },
    valueOf: (kpi, range, key) => combined(kpi, of(kpi, range, key), range),
  };
}

type ValueTerms = Pick<KpiTerms, 'credited'> &
  Readonly<{ currency: CurrencyCode | null; rateOf: RateOf; range: KpiRange; timeZone: string }>;

function valueFrom(kpi: Kpi, parts: readonly PartAmounts[], terms: ValueTerms): KpiCellValue {
  const currencies = currenciesIn(parts);
  if (terms.currency === null && currencies.length > 1) throw new MixedCurrenciesError(currencies);
  const isOfMoney = kpi.unit === 'MONEY' || currencies.length > 0;
  const currency = isOfMoney ? (terms.currency ?? currencies[0] ?? null) : null;
  const exact = exactValueOf(kpi, parts, currency, terms.rateOf);
  const explanation = explanationOf(kpi, terms, { parts, currency, rateOf: terms.rateOf });
  return { ...valueTexts(kpi, exact, currency), currency, exact, explanation };
}
