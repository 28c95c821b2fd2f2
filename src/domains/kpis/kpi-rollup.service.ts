import { dayIn } from '../../kernel/time.ts';
import type { Tx } from '../../platform/database/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { inSavepoint } from '../../platform/database/savepoint.ts';
import { definitionOf, type KpiCalendar, monthStartsOf, workedHoursOf } from './kpi-calendar.rules.ts';
import { DERIVATIONS } from './kpi-derivations.repo.ts';
import { type EventMeaning, type ReadEvent, readingOf, type Touch } from './kpi-events.rules.ts';
import * as facts from './kpi-fact.repo.ts';
import { FACT_SOURCES, type FactSource } from './kpi-measures.rules.ts';
import { FuturePeriodError } from './kpi-rollup.errors.ts';
import * as state from './kpi-state.repo.ts';
import * as touches from './kpi-touch.repo.ts';

/** By what facts are derived in a run: what was known when, and by which calendar things are counted. */
export type RollupSetting = Readonly<{ calendar: KpiCalendar; known: facts.Known; definition: string }>;

export type RollupEvent = ReadEvent & Readonly<{ id: string; subjectId: string }>;

export type RolledUp = Readonly<{ changed: number; setAside: readonly state.SetAside[] }>;

export function rollupSettingOf(calendar: KpiCalendar, asOf: Date): RollupSetting {
  const { fiscal } = calendar;
  const known = { asOf, timeZone: fiscal.timeZone, monthStarts: monthStartsOf(fiscal) };
  const definition = Buffer.from(hashOf(definitionOf(calendar))).toString('base64url');
  return { calendar, known, definition };
}

export const { lockState } = state;

/**
 * Serializes whoever derives facts, and answers by what was known when they do so. What was known is never known less,
 * whichever of two runs comes first or is still under way: the log tells nobody again what would be lost.
 */
export async function knowUntil(tx: Tx, asOf: Date): Promise<Date> {
  const { knownUntil } = await state.lockState(tx);
  if (knownUntil >= asOf) return knownUntil;
  await state.writeState(tx, { knownUntil: asOf });
  return asOf;
}

/** How far the clock of a scheduler may be ahead of the database's. */
const CLOCK_SKEW_MS = 60_000;

/** @throws FuturePeriodError where the instant has not come. */
export async function assertPast(tx: Tx, asOf: Date): Promise<void> {
  const now = await state.clockOf(tx);
  if (asOf.getTime() > now.getTime() + CLOCK_SKEW_MS) throw new FuturePeriodError(asOf, now);
}

/** Notes that all was rolled up that was known by an instant, be it more than a later run knew. */
export async function rolledUpBy(tx: Tx, asOf: Date): Promise<void> {
  const { rolledUpTo } = await state.lockState(tx);
  if (rolledUpTo < asOf) await state.writeState(tx, { rolledUpTo: asOf });
}

type Meant = Readonly<{ event: RollupEvent; meaning: EventMeaning }>;

/**
 * Derives the facts anew that these events change, and credits those of partners that were placed or served anew. An event
 * that says nothing that can be derived is set aside, and holds up no other.
 */
export async function rollUpEvents(
  tx: Tx,
  setting: RollupSetting,
  events: readonly RollupEvent[],
): Promise<RolledUp> {
  const { meant, setAside } = await meaningsOf(tx, events);
  const bySource = await touchedBy(tx, meant);
  const credited = meant.flatMap(({ meaning, event }) => (meaning.credits ? (event.partnerId ?? []) : []));
  const outcome = await deriveInOrder(tx, setting, bySource);
  const changed =
    credited.length > 0 ? await facts.creditFacts(tx, [...new Set(credited)], setting.known) : null;
  const broken = outcome.failed.flatMap((failure) => eventsOf(meant, failure));
  const aside = [...setAside, ...broken];
  const fresh = aside.length > 0 ? await state.insertSetAside(tx, aside, setting.known.asOf) : [];
  const isFresh = new Set(fresh.map(({ eventId }) => eventId));
  return {
    changed: outcome.changed + (changed?.changed ?? 0),
    setAside: aside.filter(({ eventId }) => isFresh.has(eventId)),
  };
}

async function meaningsOf(
  tx: Tx,
  events: readonly RollupEvent[],
): Promise<Readonly<{ meant: readonly Meant[]; setAside: readonly state.SetAside[] }>> {
  const read = events.map((event) => ({ event, reading: readingOf(event) }));
  const meant = read.flatMap(({ event, reading }) =>
    reading !== null && typeof reading === 'object' ? [{ event, meaning: reading }] : [],
  );
  const missing = new Map<string, Set<string>>();
  for (const subjectType of new Set(meant.map(({ event }) => event.subjectType))) {
    const ids = meant.flatMap(({ event }) => (event.subjectType === subjectType ? event.subjectId : []));
    missing.set(subjectType, await touches.findMissing(tx, subjectType, [...new Set(ids)]));
  }
  const isMissing = ({ event }: Meant) => missing.get(event.subjectType)?.has(event.subjectId) === true;
  return {
    meant: meant.filter((one) => !isMissing(one)),
    setAside: [
      ...read.flatMap(({ event: { id, type }, reading }) =>
        typeof reading === 'string' ? [{ eventId: id, type, reason: reading }] : [],
      ),
      ...meant.filter(isMissing).map(({ event: { id, type } }) => ({
        ...{ eventId: id, type, reason: 'NO_SUBJECT' as const },
      })),
    ],
  };
}

type SubjectsBySource = ReadonlyMap<FactSource, ReadonlySet<string>>;

async function touchedBy(tx: Tx, meant: readonly Meant[]): Promise<SubjectsBySource> {
  const asked = new Map<string, Readonly<{ touch: Touch; touched: touches.Touched[] }>>();
  for (const { event, meaning } of meant) {
    for (const touch of meaning.touches) {
      const key = `${touch.source} ${touch.by}`;
      const one = asked.get(key) ?? { touch, touched: [] };
      one.touched.push({ subjectId: event.subjectId, partnerId: event.partnerId });
      asked.set(key, one);
    }
  }
  const bySource = new Map<FactSource, Set<string>>();
  for (const { touch, touched } of asked.values()) {
    const ids = bySource.get(touch.source) ?? new Set<string>();
    for (const id of await touches.findTouched(tx, touch.by, touched)) ids.add(id);
    bySource.set(touch.source, ids);
  }
  return bySource;
}

type Failure = Readonly<{ source: FactSource; subjectId: string }>;
type Derived = Readonly<{ changed: number; failed: readonly Failure[] }>;

/** A forecast is measured by what was won, so it comes after the deals, with those whose revenue they changed. */
async function deriveInOrder(tx: Tx, setting: RollupSetting, bySource: SubjectsBySource): Promise<Derived> {
  let changed = 0;
  const failed: Failure[] = [];
  const won: facts.Applied['won'][number][] = [];
  for (const source of FACT_SOURCES) {
    const ids = new Set(bySource.get(source));
    if (source === 'FORECAST' && won.length > 0)
      for (const id of await touches.findForecastsOf(tx, won)) ids.add(id);
    if (ids.size === 0) continue;
    const outcome = await deriveSafely(tx, setting, source, [...ids].sort());
    changed += outcome.changed;
    won.push(...outcome.won);
    failed.push(...outcome.failed);
  }
  return { changed, failed };
}

/** Who cannot be derived is found by halves, so that one broken subject costs a few statements and no other's facts. */
export async function deriveSafely(
  tx: Tx,
  setting: RollupSetting,
  source: FactSource,
  ids: readonly string[],
): Promise<facts.Applied & Readonly<{ failed: readonly Failure[] }>> {
  let applied: facts.Applied = { changed: 0, won: [] };
  const failure = await inSavepoint(tx, async () => {
    applied = await deriveSubjects(tx, setting, source, ids);
  });
  if (failure === null) return { ...applied, failed: [] };
  if (!isOfData(failure)) throw failure;
  if (ids.length === 1) return { ...applied, failed: [{ source, subjectId: ids[0]! }] };
  const middle = Math.ceil(ids.length / 2);
  const first = await deriveSafely(tx, setting, source, ids.slice(0, middle));
  const second = await deriveSafely(tx, setting, source, ids.slice(middle));
  return {
    changed: first.changed + second.changed,
    won: [...first.won, ...second.won],
    failed: [...first.failed, ...second.failed],
  };
}

/**
 * Data that a computation refuses, such as a number out of range, or infinity as a whole number, which the database calls
 * not supported; anything else is no fault of the subject's.
 */
const isOfData = (failure: Error): boolean =>
  /\b(?:22[0-9A-Z]{3}|0A000)\b/.test(`${failure.message} ${codeOf(failure)}`);

const codeOf = (failure: Error): string => {
  const { meta, cause } = failure as Error & Readonly<{ meta?: unknown }>;
  return JSON.stringify([meta, cause]) ?? '';
};

async function deriveSubjects(
  tx: Tx,
  { calendar, known }: RollupSetting,
  source: FactSource,
  ids: readonly string[],
): Promise<facts.Applied> {
  const derivation = DERIVATIONS[source];
  const range = await facts.findWorkedRange(tx, derivation, ids, known);
  return await facts.deriveFacts(tx, derivation, ids, known, workedHoursOf(calendar.business, range));
}

/** The events of the page by which a subject was looked at: its own, or else those that led to it. */
function eventsOf(meant: readonly Meant[], { source, subjectId }: Failure): state.SetAside[] {
  const touching = meant.filter(({ meaning }) => meaning.touches.some((touch) => touch.source === source));
  const own = touching.filter(({ event }) => event.subjectId === subjectId);
  return (own.length > 0 ? own : touching).map(({ event: { id, type } }) => ({
    ...{ eventId: id, type, reason: 'NOT_DERIVABLE' as const },
  }));
}

/** Derives what time alone has changed since the last run, and what is written without an event. */
export async function rollUpTimely(tx: Tx, setting: RollupSetting, since: Date): Promise<number> {
  const { asOf, timeZone } = setting.known;
  const due = await touches.findTimely(tx, since, dayIn(timeZone, asOf));
  const { changed } = await deriveInOrder(
    tx,
    setting,
    new Map([
      ['USAGE', new Set(due.usageIds)],
      ['STANDING', new Set(due.partnerIds)],
      ['FORECAST', new Set(due.forecastIds)],
    ]),
  );
  return changed;
}
