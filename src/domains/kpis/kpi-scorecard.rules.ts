import type { Asking, ComputedRule } from '../../kernel/computed-rule.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { previousFiscalPeriod } from '../../kernel/fiscal-period.ts';
import {
  compareFractions,
  type Fraction,
  fractionDifference,
  fractionOf,
  fractionProduct,
  fractionQuotient,
} from '../../kernel/fraction.ts';
import { dayFrom, dayIn } from '../../kernel/time.ts';
import { type FoundRate, rateFrom } from '../billing/exchange-rate.rules.ts';
import {
  assertScope,
  assertSinceData,
  firstDaysOf,
  hiddenScope,
  type KpiReader,
  kpiFor,
  kpisFor,
  ownScope,
} from './kpi-access.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { exactOf, numberText, valueTexts } from './kpi-combine.rules.ts';
import { measuresOf } from './kpi-definition.rules.ts';
import { type NamedRange, periodNamed, rangeOfPeriod, yearBefore } from './kpi-period.rules.ts';
import { PLACE_KINDS, placesText, planOf } from './kpi-plan.rules.ts';
import { readRange } from './kpi-question.rules.ts';
import { type TargetStatus, targetStatusOf } from './kpi-rank.rules.ts';
import type { KpiTerms } from './kpi-reading.rules.ts';
import { type KpiScope, scopeByKey } from './kpi-scope.rules.ts';
import { monthEndsOf } from './kpi-segment.rules.ts';
import {
  type KpiCellValue,
  type KpiRead,
  type KpiTable,
  ratesBy,
  ratesNeeded,
  type SumRow,
  sumFrom,
  tableOf,
} from './kpi-table.rules.ts';

export const SCORECARD_KPIS_MAX = 60;

export type KpiChange = Readonly<{ change: string; percent: string | null }>;

export type EntryTarget = Readonly<{
  value: string;
  currency: string | null;
  status: TargetStatus | null;
  percent: string | null;
}>;

export type ScorecardEntry = Readonly<{
  kpi: Kpi;
  current: KpiCellValue;
  /** Null where there was no data yet. */
  previous: KpiCellValue | null;
  yearBefore: KpiCellValue | null;
  /** How it differs from them; null where either has no value. */
  change: KpiChange | null;
  changeOnYear: KpiChange | null;
  target: EntryTarget | null;
}>;

export type Scorecard = Readonly<{
  scope: KpiScope;
  terms: KpiTerms;
  period: NamedRange;
  isRunning: boolean;
  entries: readonly ScorecardEntry[];
}>;

/** What a scorecard is asked: of which KPIs, in which period, and which earlier ones it is compared with. */
export type ScorecardQuestion = Readonly<{
  kpis: readonly Kpi[];
  scope: KpiScope;
  terms: KpiTerms;
  calendar: KpiRead['calendar'];
  today: Date;
  /** The period, the one before it, and the same one of the year before. */
  ranges: readonly [NamedRange, NamedRange, NamedRange];
}>;

export function rangesOf(calendar: KpiRead['calendar'], text: string): ScorecardQuestion['ranges'] {
  const period = periodNamed(text);
  const [own, before, aYearBefore] = [period, previousFiscalPeriod(period), yearBefore(period)].map((one) =>
    rangeOfPeriod(calendar, one),
  );
  return [own!, before!, aYearBefore!];
}

/** @throws InvalidInputError, UnknownKpiError */
export function namedKpis(reader: KpiReader, codes: readonly string[] | null): readonly Kpi[] {
  if (codes === null) return kpisFor(reader);
  if (codes.length === 0 || codes.length > SCORECARD_KPIS_MAX) {
    const message = `kpis names 1 to ${SCORECARD_KPIS_MAX} KPIs; all that you may read where it is left out.`;
    throw new InvalidInputError([{ field: 'kpis', code: 'WRONG_COUNT', message }]);
  }
  return [...new Set(codes)].map((code) => kpiFor(reader, code));
}

type Target = Readonly<{ kpi: string; value: string; currency: string | null }>;

/**
 * The scorecard by what was read for it.
 * @throws KpiRangeError, MixedCurrenciesError
 */
export function scorecardOf(
  { kpis, scope, terms, today, ranges }: ScorecardQuestion,
  table: KpiTable,
  { first, targets }: Readonly<{ first: ReadonlyMap<string, Date>; targets: readonly Target[] }>,
): Scorecard {
  assertSinceData(ranges[0], first);
  const entries = kpis.map((kpi): ScorecardEntry => {
    const before = (place: 1 | 2) => {
      const day = first.get(kpi.code);
      return day && ranges[place].until > day ? table.valueOf(kpi, place, '') : null;
    };
    table.assertOneCurrency(kpi);
    const current = table.valueOf(kpi, 0, '');
    const [previous, aYearBefore] = [before(1), before(2)];
    const target = targets.find((one) => one.kpi === kpi.code);
    return {
      ...{ kpi, current, previous, yearBefore: aYearBefore },
      change: changeOf(kpi, current, previous),
      changeOnYear: changeOf(kpi, current, aYearBefore),
      target: target ? comparedWith(kpi, current, target) : null,
    };
  });
  return { scope, terms, period: ranges[0], isRunning: ranges[0].until > today, entries };
}

const ZERO = fractionOf(0n);
const HUNDRED = fractionOf(100n);

/** How a value differs from an earlier one: by how much, and by how many percent of the size of the earlier one. */
function changeOf(kpi: Kpi, value: KpiCellValue, earlier: KpiCellValue | null): KpiChange | null {
  const [now, before] = [value.exact.value, earlier?.exact.value ?? null];
  if (now === null || before === null) return null;
  const difference = fractionDifference(now, before);
  const size = compareFractions(before, ZERO) < 0 ? fractionDifference(ZERO, before) : before;
  const percent =
    before.numerator === 0n ? null : numberText(fractionProduct(fractionQuotient(difference, size), HUNDRED));
  const currency = value.currency ?? earlier?.currency ?? null;
  return {
    change: valueTexts(kpi, { value: difference, numerator: null, denominator: null }, currency).value!,
    percent,
  };
}

function comparedWith(kpi: Kpi, value: KpiCellValue, target: Target): EntryTarget {
  const told = { value: target.value, currency: target.currency };
  const isComparable = kpi.unit !== 'MONEY' || value.currency === null || value.currency === target.currency;
  const own: Fraction | null = value.exact.value;
  if (own === null || !isComparable) return { ...told, status: null, percent: null };
  const wanted = exactOf(target.value, kpi, target.currency);
  const percent =
    wanted.numerator === 0n ? null : numberText(fractionProduct(fractionQuotient(own, wanted), HUNDRED));
  return { ...told, status: targetStatusOf(kpi.direction, own, wanted), percent };
}

export type ScorecardGiven = Readonly<{
  /** Left out where no scope is named. */
  scopeKind: KpiScope['kind'] | null;
  scopeKey: string | null;
  period: string;
  kpis: readonly string[] | null;
  currency: string | null;
  credited: 'AS_CREDITED' | null;
  asOf: null;
}>;

type RateRow = FoundRate & Readonly<{ from: string; on: string }>;

type Rows = Readonly<{
  /** The scope, where it is seen. */
  scope: readonly object[];
  firstDays: readonly Readonly<{ measure: string; day: string }>[];
  read: readonly [Readonly<{ sums: readonly SumRow[]; rates: readonly RateRow[] }>];
  targets: readonly Target[];
}>;

/** @throws UnknownKpiError, InvalidInputError, NotFoundError, KpiRangeError */
function questionOf(given: ScorecardGiven, asking: Asking): ScorecardQuestion & Pick<KpiRead, 'plan'> {
  const { now } = asking;
  const calendar = asking.calendar!;
  const kpis = namedKpis(asking, given.kpis);
  const ranges = rangesOf(calendar, given.period);
  const scope = scopeGiven(given, asking);
  const today = dayIn(calendar.timeZone, now);
  const plan = planOf(
    kpis,
    ranges.map((range) => readRange(range, today)),
    calendar,
  );
  const terms = { credited: 'AS_CREDITED', currency: given.currency, asOf: null, now } as const;
  return { kpis, scope, terms, calendar, today, ranges, plan };
}

/** @throws NotFoundError */
function scopeGiven({ scopeKind, scopeKey }: ScorecardGiven, asking: Asking): KpiScope {
  if (scopeKind === null) return ownScope(asking);
  const scope = scopeByKey(scopeKind, scopeKey);
  if (!scope) throw hiddenScope();
  assertScope(asking, scope);
  return scope;
}

/** What is known now of some KPIs in a fiscal period, as they were credited. */
export const kpiScorecardRule: ComputedRule<ScorecardGiven, Rows, Scorecard> = {
  name: 'kpiScorecard',
  terms: (given, asking) => {
    const { kpis, scope, plan, ranges, calendar } = questionOf(given, asking);
    const kinds = PLACE_KINDS.flatMap((kind) => {
      const places = plan.places[kind];
      return [[`has ${kind}`, places.length > 0] as const, [kind, placesText(places)] as const];
    });
    return {
      ...{ scopeKind: scope.kind, scopeKey: scope.key, period: ranges[0].label },
      measures: [...new Set(kpis.flatMap(measuresOf))],
      ...{ currency: given.currency, 'has currency': given.currency !== null },
      rateDays: monthEndsOf(calendar, ranges).map((day) => day.toISOString().slice(0, 10)),
      ...Object.fromEntries(kinds),
    };
  },
  value: (rows, given, asking) => {
    const { plan, ...question } = questionOf(given, asking);
    if (rows.scope.length === 0) throw hiddenScope();
    const { kpis, calendar, today, terms } = question;
    const ranges = question.ranges.map((range) => readRange(range, today));
    const [{ sums, rates }] = rows.read;
    const read: KpiRead = { kpis, calendar, today, ranges, plan, sums: sums.map(sumFrom) };
    const table = tableOf(read, terms, ratesIn(rates, read, terms.currency));
    const first = firstDaysOf(
      kpis,
      rows.firstDays.map(({ measure, day }) => ({ measure, day: dayFrom(day) })),
    );
    return scorecardOf(question, table, { first, targets: rows.targets });
  },
};

/** @throws MissingExchangeRateError */
function ratesIn(rates: readonly RateRow[], read: KpiRead, currency: string | null) {
  const found = new Map(rates.map((rate) => [`${rate.from} ${rate.on}`, rate]));
  return ratesBy(currency === null ? [] : ratesNeeded(read, currency), currency ?? '', ({ from, on }) =>
    rateFrom(found.get(`${from} ${on.toISOString().slice(0, 10)}`)),
  );
}
