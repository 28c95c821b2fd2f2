import fc from 'fast-check';
import type { FactSource } from '../../../src/domains/kpis/kpi-measures.rules.ts';
import type { Tx } from '../../../src/platform/database/client.ts';
import { benefits } from './benefits.ts';
import { type Cast, idOf } from './cast.ts';
import { credits, type ManagerStep, managerAt, tiersOn } from './credits.ts';
import { deals } from './deals.ts';
import { disputes } from './disputes.ts';
import { earnings } from './earnings.ts';
import { forecasts } from './forecasts.ts';
import {
  type Booked,
  type Counted,
  dayAt,
  daysAfter,
  type History,
  type HistorySource,
  type Step,
} from './history.ts';
import { implementations } from './implementations.ts';
import { orders } from './orders.ts';
import { partnerLives } from './partner-lives.ts';
import { payouts } from './payouts.ts';
import { people } from './people.ts';
import { portalUsage } from './portal-usage.ts';
import { referrals } from './referrals.ts';
import { reviews } from './reviews.ts';
import { slaClocks } from './sla-clocks.ts';
import { standings } from './standings.ts';
import { statements } from './statements.ts';

const SOURCES = [
  ...([
    credits,
    referrals,
    slaClocks,
    deals,
    orders,
    reviews,
    earnings,
    payouts,
    statements,
    disputes,
  ] as const),
  ...([people, portalUsage, partnerLives, implementations, benefits, standings, forecasts] as const),
] as const;

type StepOf<Source> = Source extends HistorySource<infer One> ? One : never;
export type AnyStep = StepOf<(typeof SOURCES)[number]>;

/** Any of them, as whoever has found it by the kind of its steps knows it. */
type AnySource = Pick<HistorySource<never>, 'sources' | 'tell' | 'facts'> &
  Readonly<{ kinds: readonly string[]; edges?: readonly AnyStep[] }>;

const ALL: readonly AnySource[] = SOURCES;
const BY_KIND = new Map<string, AnySource>(
  ALL.flatMap((source) => source.kinds.map((kind) => [kind, source] as const)),
);

/** Of what the histories tell everything. */
export const MODELLED: readonly FactSource[] = ALL.flatMap(({ sources }) => sources);

/** Writes one thing that happened, with the event that tells it. */
export async function tell(tx: Tx, cast: Cast, step: AnyStep, bookedAt = new Date()): Promise<void> {
  await BY_KIND.get(step.what)!.tell(tx, cast, { ...step, bookedAt } as never);
}

const anyStep = (subjects: number): fc.Arbitrary<AnyStep> =>
  fc.oneof(
    ...SOURCES.map(({ weight, steps }) => ({ weight, arbitrary: steps(subjects) as fc.Arbitrary<AnyStep> })),
  );

const SEED = 4;
const STEPS = { minLength: 57, maxLength: 66 };
const EDGES = ALL.flatMap(({ edges = [] }) => edges);
/** A day for each step, and one between two batches. */
const BATCH_DAYS = STEPS.maxLength + EDGES.length + 1;
const BEGINS_ON = '2025-01-06';

const dayOf = (batch: number, place: number): string => daysAfter(BEGINS_ON, batch * BATCH_DAYS + place);

/** The last instant of the vendor's day, as what is known by whole days is known by then; of zones of whole hours. */
function endOfDay(zone: string, day: string): Date {
  let nextMs = Date.parse(day);
  while (dayAt(zone, new Date(nextMs)) <= day) nextMs += 3_600_000;
  return new Date(nextMs - 1);
}

/** When all of the batch of that number was told, and nothing of the next. */
export const endOf = (batch: number, zone: string): Date => endOfDay(zone, dayOf(batch, BATCH_DAYS - 2));

/** When about a third of it was told. */
export const amidst = (batch: number, zone: string): Date =>
  endOfDay(zone, dayOf(batch, STEPS.minLength / 3));

/**
 * What happens to each of so many casts, to so many of its referrals, deals and orders, in batches after each of which is
 * rolled up: always the same, a step a day, each told at any minute of it.
 */
export function storiesOf(casts: number, subjects: number, batches: number): Booked<AnyStep>[][][] {
  const step = fc.record({ step: anyStep(subjects), minute: fc.integer({ min: 0, max: 24 * 60 - 1 }) });
  const story = fc.array(fc.array(step, STEPS), { minLength: batches, maxLength: batches });
  const booked = (batch: number, place: number, minute: number): Date =>
    new Date(Date.parse(dayOf(batch, place)) + minute * 60_000);
  return fc.sample(story, { numRuns: casts, seed: SEED }).map((batchesTold) =>
    batchesTold.map((steps, batch) => {
      const edges = batch === batches - 1 ? EDGES.map((edge) => ({ step: edge, minute: 0 })) : [];
      return [...steps, ...edges].map(({ step: one, minute }, place) => ({
        ...{ ...one, bookedAt: booked(batch, place, minute) },
      }));
    }),
  );
}

/** What of a story was told by an instant. */
export const historyBy = (
  steps: readonly Booked<Step>[],
  asOf: Date,
  vendor: Pick<History, 'zone' | 'business'>,
): History => ({ ...vendor, asOf, steps: steps.filter(({ bookedAt }) => bookedAt <= asOf) });

/** A fact with as whose it counts. */
type Credited = Counted & Readonly<{ day: string; manager: string; tiers: string }>;

/** The facts of all partners, by the managers that are known. */
export function creditedFacts(
  cast: Cast,
  history: History,
  assigned: readonly Booked<ManagerStep>[],
): Credited[] {
  const { zone } = history;
  return ALL.flatMap(({ facts }) => [...facts(history, cast)]).map((fact) => {
    const day = fact.day ?? dayAt(zone, fact.at!);
    const tiers = tiersOn(cast, history, fact.partner, day);
    return { ...fact, day, tiers, manager: managerAt(cast, assigned, { ...fact, day }, zone) };
  });
}

/** Each different fact with how many there are and their sum. */
export const factRows = (cast: Cast, facts: readonly Credited[]): string[] =>
  talliesOf(facts, (fact) => [`${keyOf(cast, fact, fact.day)}|${fact.member ?? ''}`]);

/** The cells of days and of fiscal months, which are those of the calendar, each with how many facts and their sum. */
export const cellRows = (cast: Cast, facts: readonly Credited[]): string[] =>
  talliesOf(facts, (fact) =>
    [`DAY ${fact.day}`, `MONTH ${fact.day.slice(0, 7)}-01`].map((period) => keyOf(cast, fact, period)),
  );

const keyOf = (
  cast: Cast,
  { partner, measure, slice = '', currency = '', manager, tiers }: Credited,
  period: string,
) => [idOf(cast, partner), measure, slice, currency, period, manager, tiers].join('|');

function talliesOf(facts: readonly Credited[], keysOf: (fact: Credited) => readonly string[]): string[] {
  const tallies = new Map<string, { count: number; total: number }>();
  for (const fact of facts) {
    for (const key of keysOf(fact)) {
      const { count, total } = tallies.get(key) ?? { count: 0, total: 0 };
      tallies.set(key, { count: count + 1, total: total + fact.value });
    }
  }
  return [...tallies].map(([key, { count, total }]) => `${key}|${count}|${total}`).sort();
}
