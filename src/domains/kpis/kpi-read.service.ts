import { type CurrencyCode, currencyCodeOf } from '../../kernel/currency.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import type { FiscalCalendar } from '../../kernel/fiscal-calendar.ts';
import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { MissingExchangeRateError, MixedCurrenciesError } from './kpi.errors.ts';
import { currenciesIn, type PartAmounts, partsOf, type RateOf, sumsByKey } from './kpi-amounts.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { type ExactValue, exactValueOf, valueTexts } from './kpi-combine.rules.ts';
import { explanationOf } from './kpi-explain.rules.ts';
import { planOf } from './kpi-plan.rules.ts';
import { knownAt, kpiNamed, readRange } from './kpi-question.rules.ts';
import { readSums, seenPartners } from './kpi-read.repo.ts';
import type {
  KpiQuestion,
  KpiQuestions,
  KpiRange,
  KpiReading,
  KpiTerms,
  KpiValue,
} from './kpi-reading.rules.ts';
import { type KpiScope, type KpiScopeKind, partnerScope } from './kpi-scope.rules.ts';
import { readFrom, type VendorReads } from './kpi-source.service.ts';
import { fiscalCalendarFrom, ratesTo } from './kpi-vendor.repo.ts';

/** The terms of a reading, and how it reads what only the vendor may where it is as of an instant. */
export type KpiAsk = KpiTerms & Readonly<{ asVendor?: VendorReads | null }>;

/** Some KPIs in some ranges, of what lies within some scopes, by groups of a kind. */
export type KpiAsked = KpiAsk &
  Readonly<{
    kpis: readonly Kpi[];
    ranges: readonly KpiRange[];
    within: readonly KpiScope[];
    by: KpiScopeKind;
    /** Only these groups; all that have anything where it is null. */
    keys: readonly string[] | null;
  }>;

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

/**
 * Reads by four statements, however much is asked. It runs in the role of the transaction: a partner has its own figures only.
 * @throws KpiRangeError, MissingExchangeRateError, KpiScopeTooWideError
 */
export async function readKpis(tx: Tx, asked: KpiAsked): Promise<KpiTable> {
  const calendar = await fiscalCalendarFrom(tx);
  const known = knownAt(asked.asOf, asked.now);
  const today = dayIn(calendar.timeZone, known);
  const ranges = asked.ranges.map((range) => readRange(range, today));
  const plan = planOf(asked.kpis, ranges, calendar, asked.asOf ? 'DAYS' : 'MONTHS');
  const selection = { ...asked, today: dayIn(calendar.timeZone, asked.now) };
  const from = { kpis: asked.kpis, selection, asOf: asked.asOf ?? null, asVendor: asked.asVendor ?? null };
  const sums = await readFrom(tx, from, (reader, source) =>
    readSums(reader, plan.places, { selection, currency: asked.currency, source }),
  );
  const groups = sumsByKey(sums);
  const amountsOf = (kpi: Kpi, range: number, key: string) =>
    partsOf(kpi, { plan, ranges, range, calendar }, groups.get(key));
  const currency = asked.currency === null ? null : currencyCodeOf(asked.currency);
  const allOf = (kpi: Kpi) =>
    [...groups.keys()].flatMap((key) => ranges.flatMap((_, range) => amountsOf(kpi, range, key)));
  const all = currency === null ? [] : asked.kpis.flatMap(allOf);
  const rateOf = await ratesFor(tx, all, currency, asked.asOf ?? null);
  const currenciesOf = (kpi: Kpi) => currenciesIn(allOf(kpi));
  const combined = (kpi: Kpi, parts: readonly PartAmounts[], range: number) =>
    valueFrom(kpi, parts, { ...asked, currency, rateOf, range: ranges[range]!, timeZone: calendar.timeZone });
  return {
    ...{ calendar, today, ranges, keys: [...groups.keys()].sort() },
    ...{ partsOf: amountsOf, combined, currenciesOf },
    assertOneCurrency: (kpi) => {
      const currencies = currency === null ? currenciesOf(kpi) : [];
      if (currencies.length > 1) throw new MixedCurrenciesError(currencies);
    },
    valueOf: (kpi, range, key) => combined(kpi, amountsOf(kpi, range, key), range),
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

/** All rates that are needed, by one statement. @throws MissingExchangeRateError where the vendor has set none. */
async function ratesFor(
  tx: Tx,
  parts: readonly PartAmounts[],
  currency: CurrencyCode | null,
  asOf: Date | null,
): Promise<RateOf> {
  const known = new Map<string, Decimal>();
  if (currency !== null) {
    const foreign = parts
      .flatMap(({ amounts }) => amounts)
      .filter((amount) => amount.currency !== '' && amount.currency !== currency);
    const questions = [...new Map(foreign.map((one) => [rateText(one.currency, one.rateOn), one])).values()];
    const asked = questions.map((one) => ({ from: one.currency, on: one.rateOn }));
    const rates = await ratesTo(tx, currency, asked, asOf);
    questions.forEach((one, place) => {
      const rate = rates[place];
      if (!rate) throw new MissingExchangeRateError(one.currency, currency, one.rateOn);
      known.set(rateText(one.currency, one.rateOn), rate);
    });
  }
  return (from, on) => known.get(rateText(from, on))!;
}

const rateText = (currency: string, on: Date): string => `${currency} ${on.getTime()}`;

/**
 * The value of a KPI, with what it is made of.
 * @throws UnknownKpiError, KpiRangeError, MixedCurrenciesError, MissingExchangeRateError
 */
export async function kpiValue(tx: Tx, question: KpiQuestion): Promise<KpiValue> {
  const { kpi, scope, from, until, ...terms } = question;
  const [reading] = await kpiValues(tx, {
    ...terms,
    kpis: [kpi],
    ranges: [{ from, until }],
    scopes: [scope],
  });
  const { kpi: _kpi, scope: _scope, range: _range, ...value } = reading!;
  return value;
}

/**
 * Values of each KPI, scope and range, in that order; by `PARTNER`, of all partners that are seen. Four statements for each
 * kind of scope, however many values.
 * @throws UnknownKpiError, KpiRangeError, MixedCurrenciesError, MissingExchangeRateError
 */
export async function kpiValues(tx: Tx, questions: KpiQuestions): Promise<KpiReading[]> {
  const kpis = questions.kpis.map(kpiNamed);
  const scopes = 'scopes' in questions ? questions.scopes : (await seenPartners(tx)).map(partnerScope);
  const isAll = !('scopes' in questions);
  const tables = new Map<KpiScopeKind, KpiTable>();
  for (const [kind, ofKind] of Map.groupBy(scopes, (scope) => scope.kind)) {
    const keys = isAll || kind === 'ALL' ? null : ofKind.map(({ key }) => key);
    tables.set(kind, await readKpis(tx, { ...questions, kpis, within: [], by: kind, keys }));
  }
  return kpis.flatMap((kpi) =>
    scopes.flatMap((scope) =>
      questions.ranges.map((range, place) => {
        const { exact: _exact, ...value } = tables.get(scope.kind)!.valueOf(kpi, place, scope.key);
        return { ...value, kpi: kpi.code, scope, range };
      }),
    ),
  );
}
