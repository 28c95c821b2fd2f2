import { currencyCodeOf } from '../../kernel/currency.ts';
import type { Decimal } from '../../kernel/decimal.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, isAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { convertedMinor } from '../payouts/payout-exchange.rules.ts';
import type { ScopeKind } from './forecast.rules.ts';
import { type AmountSource, RATIO_UNITS, ratioFor } from './forecast-amounts.rules.ts';
import {
  type ChangeSum,
  changeSums,
  type DealChange,
  dealChanges,
  type Ending,
  type KeptDeal,
  weightiest,
} from './forecast-changes.rules.ts';
import type * as deals from './forecast-deal-list.repo.ts';
import type { RatesOn } from './forecast-history.service.ts';
import { probabilityUnits } from './forecast-outlook.rules.ts';
import * as repo from './forecast-reading.repo.ts';

export const { forecastBy, lineOf, callById, callsById } = repo;
export { type DealPlace, dealsCount, dealsPage, type ListedDeal } from './forecast-deal-list.repo.ts';
export { LINE_ORDERS, linesCount, linesPage } from './forecast-line-list.repo.ts';
export type { CallRow, Head, Line } from './forecast-reading.repo.ts';

export type LineScope = Readonly<{ kind: ScopeKind; key: string }>;
export type AskedScope = Readonly<{ kind: ScopeKind; partnerId: string | null; managerId: string | null }>;

/**
 * Which scope somebody may read of those that they ask for, and by default the widest that is theirs: staff all, a channel
 * manager the portfolio, a partner itself. Null where it is hidden or not there, alike. Of a partner, row security decides.
 */
export async function readableScope(
  tx: Tx,
  actor: Actor,
  asked: AskedScope | null,
): Promise<LineScope | null> {
  const isStaff = actor.scope.role === 'portal_staff';
  const isManager = actor.scope.role === 'portal_portfolio';
  const kind = asked?.kind ?? (isStaff ? 'ALL' : isManager ? 'MANAGER' : 'PARTNER');
  if (kind === 'ALL') return isStaff ? { kind, key: '' } : null;
  if (kind === 'MANAGER') {
    const key = asked?.managerId ?? actor.personId;
    return key !== null && (isStaff || (isManager && key === actor.personId)) ? { kind, key } : null;
  }
  const key = asked?.partnerId ?? actor.membership?.partnerId ?? null;
  return key !== null && (await repo.seesPartner(tx, key)) ? { kind, key } : null;
}

const CALLS_MAX = 50;

/** What was called for a scope by an instant; at most the latest fifty. Partners read none. */
export const callsFor = async (
  tx: Tx,
  actor: Actor,
  scope: LineScope,
  asked: Readonly<{ period: string; until: Date }>,
): Promise<repo.CallRow[]> =>
  isAllowed(actor, 'FORECASTS_REVIEW_READ')
    ? await repo.callsOf(tx, { ...asked, scopeKind: scope.kind, scopeKey: scope.key }, CALLS_MAX)
    : [];

/** Of calls, in the order of the ids asked for: null where the reader may not read its scope, or there is none, alike. */
export async function readableCalls(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  calls: readonly repo.CallRow[],
): Promise<(repo.CallRow | null)[]> {
  if (!isAllowed(actor, 'FORECASTS_REVIEW_READ')) return ids.map(() => null);
  const partners = calls.flatMap(({ scopeKind, scopeKey }) => (scopeKind === 'PARTNER' ? [scopeKey] : []));
  const seen = await repo.partnersSeen(tx, partners);
  const isStaff = actor.scope.role === 'portal_staff';
  const isReadable = ({ scopeKind, scopeKey }: repo.CallRow) =>
    scopeKind === 'PARTNER'
      ? seen.has(scopeKey)
      : isStaff || (scopeKind === 'MANAGER' && scopeKey === actor.personId);
  const byId = new Map(calls.filter(isReadable).map((call) => [call.id, call]));
  return ids.map((id) => byId.get(id) ?? null);
}

export type Changes = Readonly<{
  sinceAsOf: Date;
  beforeMinor: bigint;
  afterMinor: bigint;
  sums: readonly ChangeSum[];
  deals: readonly DealChange[];
}>;

/** By whose clocks days are counted, and what currencies are worth. */
export type Vendor = Readonly<{ timeZone: string; ratesOn: RatesOn }>;

const DEALS_TOLD_MAX = 50;

type Explained = Readonly<{ money?: Readonly<{ newMinor?: string }> }>;
type Model = Readonly<{ amounts?: Readonly<Record<'own' | 'list', Readonly<{ ratioMillionths: string }>>> }>;

const newBusinessOf = ({ explanation }: repo.Line): bigint =>
  BigInt((explanation as Explained).money?.newMinor ?? '0');

/** What deals of this kind of value are won at, as a forecast had learnt it. */
const keptRatio = (source: AmountSource, model: unknown): bigint => {
  const { amounts } = model as Model;
  const units = (kind: 'own' | 'list') => ({
    units: BigInt(amounts?.[kind].ratioMillionths ?? RATIO_UNITS),
  });
  return ratioFor(source, { own: units('own'), list: units('list') });
};

/** A probability of eight digits is whole hundred millionths again. */
function keptDeal(row: repo.KeptRow, model: unknown): KeptDeal {
  return {
    ...{
      opportunityId: row.opportunityId,
      stage: row.stage,
      amountMinor: row.amountMinor,
      isStale: row.isStale,
    },
    ...{
      ratioUnits: keptRatio(row.amountSource, model),
      chanceUnits: probabilityUnits(Number(row.winProbability)),
    },
  };
}

async function endingsOf(
  tx: Tx,
  [before, after]: readonly [repo.Head, repo.Head],
  { timeZone, ratesOn }: Vendor,
  partnerIds: readonly string[] | null,
  earlier: readonly repo.KeptRow[],
): Promise<Ending[]> {
  const span = {
    after: before.asOf,
    until: after.asOf,
    from: after.periodFrom,
    before: after.periodUntil,
    timeZone,
  };
  const rows = await repo.endingsBetween(tx, span, partnerIds);
  const codes = [...new Set(rows.flatMap(({ currency }) => currency ?? []))];
  const to = after.currency;
  const on = dayIn(timeZone, after.asOf);
  const found = await ratesOn(
    tx,
    codes.map((from) => ({ from, to, on })),
    after.asOf,
  );
  const rates = new Map(codes.map((code, place) => [code, found[place] as Decimal | null]));
  // Won without a value it counts at list price still.
  const listed = new Map(
    earlier.flatMap((deal) => (deal.amountSource === 'LIST' ? [[deal.opportunityId, deal.amountMinor]] : [])),
  );
  return rows.map(({ opportunityId, stage, amountMinor, currency, isWithin }) => {
    const rate = currency === null ? null : rates.get(currency);
    const own =
      amountMinor !== null && currency !== null && rate
        ? convertedMinor(amountMinor, currencyCodeOf(currency), currencyCodeOf(to), rate)
        : null;
    const worth = own ?? (amountMinor === null ? listed.get(opportunityId) : undefined) ?? 0n;
    return { opportunityId, outcome: stage, wonMinor: stage === 'WON' && isWithin ? worth : 0n };
  });
}

/** Of which partners the deals of a scope were at an instant; null where of all. */
const partnersAt = async (tx: Tx, { kind, key }: LineScope, asOf: Date): Promise<string[] | null> =>
  kind === 'ALL' ? null : kind === 'PARTNER' ? [key] : await repo.partnersOf(tx, key, asOf);

/**
 * A page of the open deals that a line is made of, as its forecast kept them, what most is expected of first, with the number
 * of all where it is asked for. The line was found to be the reader's.
 */
export async function lineDeals(
  tx: Tx,
  line: Pick<repo.Line, 'forecastId' | 'scopeKind' | 'scopeKey'>,
): Promise<deals.DealsOfLine> {
  const { asOf, model } = await repo.headOf(tx, line.forecastId);
  const scope = { kind: line.scopeKind as ScopeKind, key: line.scopeKey };
  return {
    forecastId: line.forecastId,
    partnerIds: await partnersAt(tx, scope, asOf),
    ratios: { OWN: keptRatio('OWN', model), LIST: keptRatio('LIST', model) },
  };
}

/**
 * Why the forecast of a scope differs from the one of the period before, with the effects summing to the difference; null
 * where there is none before, or the scope had no line in it. Reads all open deals of the scope.
 */
export async function changesFor(
  tx: Tx,
  scope: LineScope,
  after: repo.Head,
  vendor: Vendor,
): Promise<Changes | null> {
  const before = await repo.forecastBefore(tx, after.period, after.asOf);
  if (!before || before.currency !== after.currency) return null;
  const [earlier, later] = [
    await repo.lineOf(tx, before.id, scope.kind, scope.key),
    await repo.lineOf(tx, after.id, scope.kind, scope.key),
  ];
  if (!earlier || !later) return null;
  const partnersAfter = await partnersAt(tx, scope, after.asOf);
  const side = (head: repo.Head, line: repo.Line, rows: readonly repo.KeptRow[]) => ({
    ...{ expectedMinor: line.expectedMinor, newBusinessMinor: newBusinessOf(line) },
    deals: rows.map((row) => keptDeal(row, head.model)),
  });
  const dealsBefore = await repo.dealsOf(tx, before.id, await partnersAt(tx, scope, before.asOf));
  const sides = {
    before: side(before, earlier, dealsBefore),
    after: side(after, later, await repo.dealsOf(tx, after.id, partnersAfter)),
    endings: await endingsOf(tx, [before, after], vendor, partnersAfter, dealsBefore),
  };
  const changes = dealChanges(sides);
  return {
    ...{ sinceAsOf: before.asOf, beforeMinor: earlier.expectedMinor, afterMinor: later.expectedMinor },
    ...{ sums: changeSums(sides, changes), deals: weightiest(changes, DEALS_TOLD_MAX) },
  };
}
