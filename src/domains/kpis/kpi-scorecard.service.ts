import type { Fraction } from '../../kernel/fraction.ts';
import { dayIn } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { KpiScopeTooWideError, MissingExchangeRateError } from './kpi.errors.ts';
import { peersOf } from './kpi-access.repo.ts';
import { firstDayOf, readScope } from './kpi-access.service.ts';
import { knownAt } from './kpi-question.rules.ts';
import { type KpiRank, rankOf } from './kpi-rank.rules.ts';
import { type KpiAsk, readKpis } from './kpi-read.service.ts';
import type { KpiScope } from './kpi-scope.rules.ts';
import {
  namedKpis,
  rangesOf,
  type Scorecard,
  type ScorecardEntry,
  scorecardOf,
} from './kpi-scorecard.rules.ts';
import type { KpiTable } from './kpi-table.rules.ts';
import { targetsOf } from './kpi-target.repo.ts';
import { fiscalCalendarFrom, vendorCurrency } from './kpi-vendor.repo.ts';

export { SCORECARD_QUERIES } from './kpi-scorecard.repo.ts';
export { fiscalCalendarFrom } from './kpi-vendor.repo.ts';

export type ScorecardAsked = Omit<KpiAsk, 'now'> &
  Readonly<{ scope: KpiScope | null; period: string; kpis: readonly string[] | null }>;

/**
 * Some KPIs in a fiscal period as they were known at an instant, or restated, beside the period before and the same one of the
 * year before. What is known now, as it was credited, is for the rule of the field.
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
  const calendar = await fiscalCalendarFrom(tx);
  const ranges = rangesOf(calendar, asked.period);
  const scope = await readScope(tx, actor, asked.scope);
  const { credited, currency, asOf = null, asVendor } = asked;
  const terms = { credited, currency, asOf, asVendor: asVendor ?? null, now };
  const today = dayIn(calendar.timeZone, knownAt(asOf, now));
  const table = await readKpis(tx, { ...terms, kpis, ranges, within: [scope], by: 'ALL', keys: null });
  return scorecardOf({ kpis, scope, terms, calendar, today, ranges }, table, {
    first: await firstDayOf(tx, kpis),
    targets: await targetsOf(tx, scope, ranges[0].label),
  });
}

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
  for (const [currency, ofCurrency] of Map.groupBy(entries, ({ current }) => current.currency)) {
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
