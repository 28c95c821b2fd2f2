import { currencyCodeOf, isCurrencyCode } from '../../kernel/currency.ts';
import { fractionOf } from '../../kernel/fraction.ts';
import { dayIn } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Kpi } from './kpi-catalogue.rules.ts';
import { amountText } from './kpi-combine.rules.ts';
import { EVENTS_OF_SOURCE } from './kpi-events.rules.ts';
import * as repo from './kpi-fact-list.repo.ts';
import type { FactSource } from './kpi-measures.rules.ts';
import { neededParts } from './kpi-plan.rules.ts';
import { ROLLED_UP } from './kpi-read.repo.ts';
import type { KpiRange, KpiTerms } from './kpi-reading.rules.ts';
import type { KpiScope } from './kpi-scope.rules.ts';
import { BEGINNING } from './kpi-segment.rules.ts';
import { fiscalCalendarFrom } from './kpi-vendor.repo.ts';

export type { FactEvent, FactPlace, FactRow } from './kpi-fact-list.repo.ts';

export const FACT_EVENTS_MAX = 20;

/** Of which value the facts are asked for. */
export type FactsAsked = Readonly<{
  kpi: Kpi;
  within: readonly KpiScope[];
  range: KpiRange;
  terms: KpiTerms;
  /** Only of one slice or currency. */
  only?: repo.OnlyPart;
}>;

/** Which facts make up the value: those of the range, and for what is a level all before its end. */
const daysOf = ({ kpi, range }: FactsAsked): repo.FactDays[] => {
  const parts = neededParts(kpi).map(({ measure, reading }) => {
    const isLevel = reading === 'LEVEL' || reading === 'DISTINCT_LEVEL' || reading === 'RETENTION';
    return { measure, from: isLevel ? BEGINNING : range.from, until: range.until };
  });
  return [...new Map(parts.map((part) => [part.measure, part])).values()];
};

async function selectionOf(tx: Tx, { within, terms }: FactsAsked) {
  const { timeZone } = await fiscalCalendarFrom(tx);
  const { credited, now } = terms;
  return { within, by: 'ALL' as const, keys: null, credited, now, today: dayIn(timeZone, now) };
}

/** The facts that a value was made of, the latest first. It runs in the role of the transaction. */
export async function readFacts(
  tx: Tx,
  asked: FactsAsked,
  page: Readonly<{ after: repo.FactPlace | null; limit: number }>,
): Promise<repo.FactRow[]> {
  const selection = await selectionOf(tx, asked);
  return await repo.listFacts(tx, daysOf(asked), {
    selection,
    only: asked.only,
    facts: ROLLED_UP.facts,
    ...page,
  });
}

export async function countFactsOf(tx: Tx, asked: FactsAsked, limit: number): Promise<number> {
  const selection = await selectionOf(tx, asked);
  return await repo.countFacts(tx, daysOf(asked), {
    selection,
    only: asked.only,
    facts: ROLLED_UP.facts,
    limit,
  });
}

/**
 * By the place of each fact, the events of its subject that the actor may know of. It runs with the rights of the vendor, for
 * facts that the actor has been shown.
 */
export async function readFactEvents(
  tx: Tx,
  actor: Actor,
  facts: readonly repo.FactRow[],
): Promise<ReadonlyMap<number, readonly repo.FactEvent[]>> {
  const sight = actor.membership
    ? 'VISIBLE_TO_THE_PARTNER'
    : actor.scope.role === 'portal_portfolio'
      ? 'OF_THE_PARTNER'
      : 'ALL';
  const asked = facts.map((fact) => ({ ...fact, types: EVENTS_OF_SOURCE[fact.source as FactSource] ?? [] }));
  const wanted = asked.map(({ source, subjectId, partnerId, types }) => ({
    source,
    subjectId,
    partnerId,
    types,
  }));
  return Map.groupBy(await repo.eventsOfFacts(tx, wanted, sight, FACT_EVENTS_MAX), ({ place }) => place);
}

/** An amount in major units of its currency, else the number as it is. */
export const factValueText = ({ value, currency }: repo.FactRow): string =>
  isCurrencyCode(currency) ? amountText(fractionOf(value), currencyCodeOf(currency)) : `${value}`;

const SUBJECT_TYPES: Readonly<Record<FactSource, string>> = {
  REFERRAL: 'Referral',
  OPPORTUNITY: 'Opportunity',
  ORDER: 'SalesOrder',
  LEDGER: 'LedgerEntry',
  STATEMENT: 'Statement',
  DISPUTE: 'Dispute',
  RECURRING: 'SalesOrder',
  PERSON: 'Person',
  MEMBERSHIP: 'Membership',
  PARTNER: 'Partner',
  STANDING: 'Partner',
  IMPLEMENTATION: 'Implementation',
  BENEFIT: 'BenefitEntitlement',
  USAGE: 'PortalUsage',
  FORECAST: 'Forecast',
};

/** Of which type the thing is that the fact tells of. */
export const subjectTypeOf = ({ source }: repo.FactRow): string => SUBJECT_TYPES[source as FactSource];
