import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { RateOf } from './kpi-amounts.rules.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
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
import { type KpiRead, type KpiTable, ratesBy, ratesNeeded, tableOf } from './kpi-table.rules.ts';
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

/**
 * Reads by four statements, however much is asked. It runs in the role of the transaction: a partner has its own figures only.
 * @throws KpiRangeError, MissingExchangeRateError, KpiScopeTooWideError
 */
export async function readKpis(tx: Tx, asked: KpiAsked): Promise<KpiTable> {
  const calendar = await fiscalCalendarFrom(tx);
  const asOf = asked.asOf ?? null;
  const today = dayIn(calendar.timeZone, knownAt(asOf, asked.now));
  const ranges = asked.ranges.map((range) => readRange(range, today));
  const plan = planOf(asked.kpis, ranges, calendar, asOf ? 'DAYS' : 'MONTHS');
  const selection = { ...asked, today: dayIn(calendar.timeZone, asked.now) };
  const from = { kpis: asked.kpis, selection, asOf, asVendor: asked.asVendor ?? null };
  const sums = await readFrom(tx, from, (reader, source) =>
    readSums(reader, plan.places, { selection, currency: asked.currency, source }),
  );
  const read: KpiRead = { kpis: asked.kpis, calendar, today, ranges, plan, sums };
  return tableOf(read, asked, await ratesFor(tx, read, asked.currency, asOf));
}

/** All rates that are needed, by one statement. @throws MissingExchangeRateError where the vendor has set none. */
async function ratesFor(tx: Tx, read: KpiRead, currency: string | null, asOf: Date | null): Promise<RateOf> {
  if (currency === null) return ratesBy([], '', () => null);
  const needed = ratesNeeded(read, currency);
  const rates = await ratesTo(tx, currency, needed, asOf);
  return ratesBy(needed, currency, (_, place) => rates[place] ?? null);
}

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
