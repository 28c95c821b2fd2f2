import type fc from 'fast-check';
import type { FactSource } from '../../../src/domains/kpis/kpi-measures.rules.ts';
import type { BusinessCalendar } from '../../../src/kernel/business-calendar.ts';
import type { Tx } from '../../../src/platform/database/client.ts';
import type { Cast } from './cast.ts';

/** One thing that happens to the cast. */
export type Step = Readonly<{ what: string }>;

/** What happened, with when it was told: later than it took effect, as a rule. */
export type Booked<One extends Step> = One & Readonly<{ bookedAt: Date }>;

/** All that was told by an instant, in the order in which it was told. */
export type History = Readonly<{
  steps: readonly Booked<Step>[];
  asOf: Date;
  /** The vendor's. */
  zone: string;
  business: BusinessCalendar;
}>;

/** A thing that counts, of the partner with that number. What happened at no known instant has a day alone. */
export type Counted = Readonly<{
  partner: number;
  measure: string;
  slice?: string;
  currency?: string;
  /** Of whom several are one, in figures that count each once. */
  member?: string;
  at?: Date;
  day?: string;
  value: number;
}>;

/**
 * Something that KPIs are derived from, in random histories: what can happen to it, how services write that, and what should
 * be counted of it, computed from the list of what was told and nothing of the database.
 */
export type HistorySource<One extends Step> = Readonly<{
  kinds: readonly One['what'][];
  /** Whose facts are told by `facts`, where it tells any. */
  sources: readonly FactSource[];
  /** Anything that may be told, be it possible or not, of so many referrals, deals and orders. */
  steps: (subjects: number) => fc.Arbitrary<One>;
  /** What such steps seldom tell, of numbers that they leave alone; told last, one after the other. */
  edges?: readonly One[];
  /** How often it happens, compared with the others. */
  weight: number;
  /** Writes it with its event. What cannot happen, or has happened already, changes nothing. */
  tell: (tx: Tx, cast: Cast, step: Booked<One>) => Promise<void>;
  facts: (history: History, cast: Cast) => Iterable<Counted>;
}>;

/** All of one kind that was told. */
export const told = <One extends Step>({ steps }: History, ...kinds: readonly One['what'][]): Booked<One>[] =>
  steps.filter((one): one is Booked<One> => kinds.includes(one.what));

/** What was told of each number, in the order in which it was told. */
export const toldBy = <One extends Step>(
  steps: readonly Booked<One>[],
  numberOf: (step: One) => number,
): [number, Booked<One>[]][] => [...Map.groupBy(steps, numberOf)];

const dayFormats = new Map<string, Intl.DateTimeFormat>();

export function dayAt(zone: string, at: Date): string {
  const format =
    dayFormats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  dayFormats.set(zone, format);
  return format.format(at);
}

export const daysAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const daysBetween = (from: string, until: string): number =>
  (Date.parse(until) - Date.parse(from)) / 86_400_000;

export const laterOf = (a: string, b: string): string => (a > b ? a : b);
export const earlierOf = (a: string, b: string | null): string => (b !== null && b < a ? b : a);

/** In the order in which it took effect; what took effect at once, in the order in which it was booked. */
export const inOrder = <Item extends Readonly<{ at: Date }>>(items: readonly Item[]): Item[] =>
  items
    .map((item, place) => ({ item, place }))
    .sort((a, b) => Number(a.item.at) - Number(b.item.at) || a.place - b.place)
    .map(({ item }) => item);
