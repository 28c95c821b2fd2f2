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
import { dayIn } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { KpiScopeTooWideError, MissingExchangeRateError } from './kpi.errors.ts';
import { peersOf } from './kpi-access.repo.ts';
import { assertSinceData, firstDayOf, kpiFor, kpisFor, readScope } from './kpi-access.service.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { numberText, valueTexts } from './kpi-combine.rules.ts';
import { type NamedRange, periodNamed, rangeOfPeriod, yearBefore } from './kpi-period.rules.ts';
import { knownAt } from './kpi-question.rules.ts';
import { type KpiRank, rankOf } from './kpi-rank.rules.ts';
import { type KpiAsk, type KpiCellValue, type KpiTable, readKpis } from './kpi-read.service.ts';

import type { KpiScope } from './kpi-scope.rules.ts';
import { fiscalCalendarFrom, vendorCurrency } from './kpi-vendor.repo.ts';

export const SCORECARD_KPIS_MAX = 60;

export type ScorecardAsked = Omit<KpiAsk, 'now'> &
  Readonly<{ scope: KpiScope | null; period: string; kpis: readonly string[] | null }>;

export type ScorecardEntry = Readonly<{
  kpi: Kpi;
  value: KpiCellValue;
  /** Null where there was no data yet. */
  previous: KpiCellValue | null;
  yearBefore: KpiCellValue | null;
}>;

export type Scorecard = Readonly<{
  scope: KpiScope;
  terms: KpiAsk;
  today: Date;
  period: NamedRange;
  isRunning: boolean;
  entries: readonly ScorecardEntry[];
}>;

/**
 * Some KPIs in a fiscal period, beside the period before and the same one of the year before.
 * @throws ForbiddenError, NotFoundError, UnknownKpiError, InvalidInputError, KpiRangeError, MixedCurrenciesError,
 *   MissingExchangeRateError, KpiScopeTooWideError
 */
export async function readScorecard(
  tx: Tx,
  actor: Actor,
  asked: ScorecardAsked,
  now: Date,
): Promise<Scorecard> {
  const kpis = namedKpis(actor, asked.kpis);
  const period = periodNamed(asked.period);
  const scope = await readScope(tx, actor, asked.scope);
  const calendar = await fiscalCalendarFrom(tx);
  const today = dayIn(calendar.timeZone, knownAt(asked.asOf, now));
  const ranges = [period, previousFiscalPeriod(period), yearBefore(period)].map((one) =>
    rangeOfPeriod(calendar, one),
  );
  const first = await firstDayOf(tx, kpis);
  assertSinceData(ranges[0]!, first);
  const terms: KpiAsk = {
    credited: asked.credited,
    currency: asked.currency,
    asOf: asked.asOf ?? null,
    asVendor: asked.asVendor,
    now,
  };
  const table = await readKpis(tx, { ...terms, kpis, ranges, within: [scope], by: 'ALL', keys: null });
  const entries = kpis.map((kpi): ScorecardEntry => {
    const before = (place: number) => {
      const day = first.get(kpi.code);
      return day && ranges[place]!.until > day ? table.valueOf(kpi, place, '') : null;
    };
    table.assertOneCurrency(kpi);
    return { kpi, value: table.valueOf(kpi, 0, ''), previous: before(1), yearBefore: before(2) };
  });
  return { scope, terms, today, period: ranges[0]!, isRunning: ranges[0]!.until > today, entries };
}

function namedKpis(actor: Actor, codes: readonly string[] | null): readonly Kpi[] {
  if (codes === null) return kpisFor(actor);
  if (codes.length === 0 || codes.length > SCORECARD_KPIS_MAX) {
    const message = `kpis names 1 to ${SCORECARD_KPIS_MAX} KPIs; all that you may read where it is left out.`;
    throw new InvalidInputError([{ field: 'kpis', code: 'WRONG_COUNT', message }]);
  }
  return [...new Set(codes)].map((code) => kpiFor(actor, code));
}

/** How a value differs from an earlier one: by how much, and by how many percent of the size of the earlier one. */
export type KpiChange = Readonly<{ change: string; percent: string | null }>;

/** Null where either of them is none. */
export function changeOf({ kpi, value }: ScorecardEntry, earlier: KpiCellValue | null): KpiChange | null {
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

const ZERO = fractionOf(0n);
const HUNDRED = fractionOf(100n);

export type ScorecardRank = KpiRank & Readonly<{ peers: 'TIER' | 'ALL' | 'KIND' }>;

/**
 * Where the scope stands among others of its kind: a partner among the active ones of its tiers, or all where it has none.
 * It runs with the rights of the vendor and answers numbers alone.
 */
export async function rankEntries(tx: Tx, card: Scorecard): Promise<ReadonlyMap<string, ScorecardRank>> {
  const { scope, entries } = card;
  if (scope.kind === 'ALL') return new Map();
  const calendar = await fiscalCalendarFrom(tx);
  const today = dayIn(calendar.timeZone, card.terms.now);
  const peers =
    scope.kind === 'PARTNER' ? await peersOf(tx, scope.key, { today, now: card.terms.now }) : null;
  const found = new Map<string, ScorecardRank>();
  for (const [currency, ofCurrency] of Map.groupBy(entries, ({ value }) => value.currency)) {
    const table = await peerTable(tx, card, ofCurrency, { currency, keys: peers?.partnerIds ?? null });
    if (!table) continue;
    for (const { kpi } of ofCurrency) {
      const keys = peers?.partnerIds ?? table.keys.filter((key) => key !== '');
      const values = keys.map((key): Fraction | null => table.valueOf(kpi, 0, key).exact.value);
      const rank = rankOf(kpi.direction, table.valueOf(kpi, 0, scope.key).exact.value, values);
      if (rank) found.set(kpi.code, { ...rank, peers: peers ? (peers.sharesTier ? 'TIER' : 'ALL') : 'KIND' });
    }
  }
  return found;
}

/** The peers' values in the currency of the scope's own; null where there is no rate to compare them by, or too many to tell what was known. */
async function peerTable(
  tx: Tx,
  { scope, terms, period }: Scorecard,
  entries: readonly ScorecardEntry[],
  given: Readonly<{ currency: string | null; keys: readonly string[] | null }>,
): Promise<KpiTable | null> {
  const kpis = entries.map(({ kpi }) => kpi);
  const isOfMoney = kpis.some((kpi) => kpi.unit === 'MONEY');
  const currency = given.currency ?? (isOfMoney ? await vendorCurrency(tx) : null);
  try {
    return await readKpis(tx, {
      ...{ ...terms, asVendor: null, currency, kpis, ranges: [period] },
      ...{ within: [], by: scope.kind, keys: given.keys },
    });
  } catch (error) {
    if (error instanceof MissingExchangeRateError || error instanceof KpiScopeTooWideError) return null;
    throw error;
  }
}
