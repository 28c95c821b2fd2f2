import type { Temporal } from 'temporal-polyfill';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import {
  type FiscalPeriod,
  fiscalLabelOf,
  nextFiscalPeriod,
  parseFiscalLabel,
} from '../../kernel/fiscal-period.ts';
import { dateOf, dayOf, instantOf, localDateOf, startOfDay } from '../../kernel/time.ts';
import { JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { evaluatePartners } from './attainment.service.ts';
import * as repo from './standing.repo.ts';
import { attainmentsOf, standingFoundBy, standingOf } from './standing.rules.ts';

export const { outdate, outdateAll, programsInForce } = repo;
export type { RunningProgram, Touched } from './standing.repo.ts';

/** As many partners as one round of statements takes. */
const BATCH_PARTNERS = 250;
/** Ended periods that a partner's row is carried over, the oldest first; what is beyond is left out. */
const ENDED_PERIODS_MAX = 8;
/**
 * What is kept as of at most so much later was kept by a run that overtook this one, which then works as of that
 * instant. What is beyond was a rehearsal of a later instant, and is written anew.
 */
const OVERTAKEN_MS_MAX = 24 * 60 * 60_000;

/** The vendor's day of an instant: the instant before it began is what outdates a row of that day. */
export function dayAt(timeZone: string, asOf: Date) {
  const date = localDateOf(instantOf(asOf), timeZone);
  const startsAt = dateOf(startOfDay(date, timeZone));
  return { date, day: dayOf(date), startsAt, before: new Date(startsAt.getTime() - 1) };
}

/**
 * Forgets where partners stand that no longer take part, and tells so of each, as nothing is left that could say it. Answers
 * how many standings there were.
 */
export async function forgetLeavers(
  tx: Tx,
  programs: readonly repo.RunningProgram[],
  asOf: Date,
): Promise<number> {
  const gone = await repo.deleteLeavers(tx, programs, asOf);
  await appendEvents(
    tx,
    JOB_ACTOR,
    gone.map(({ partnerId, programId }) => ({
      ...{ type: 'standing.ended', subjectType: 'Partner', subjectId: partnerId, partnerId },
      ...{ occurredAt: asOf, data: { programId } },
    })),
  );
  return gone.length;
}

/** What was kept, and how many evaluations that took: one for each partner and period. */
export type Kept = Readonly<{ partners: number; evaluations: number }>;

/**
 * Evaluates those whose standing in a program is missing or outdated, and keeps it, and how they stand with each
 * requirement: once for good for every period that ended since they were last kept, and for the current one. It begins
 * no further batch after so many evaluations; what is left is found by the next run. Run again after all of them, it
 * finds nothing to do. The caller is a job.
 */
export async function keepProgram(
  tx: Tx,
  program: repo.RunningProgram,
  at: Readonly<{ calendar: FiscalCalendar; asOf: Date; evaluationsMax: number }>,
  log: (line: string) => void,
): Promise<Kept> {
  const overtaken = new Date(at.asOf.getTime() + OVERTAKEN_MS_MAX);
  const newest = await repo.newestAsOf(tx, program.programId, overtaken);
  const asOf = newest && newest > at.asOf ? newest : at.asOf;
  const { date, startsAt } = dayAt(at.calendar.timeZone, asOf);
  const current = fiscalPeriodOn(at.calendar, program.reviewGrain, date);
  const { from, until } = datesOf(at.calendar, current);
  const outdated = await repo.outdatedPartners(
    tx,
    {
      ...{ ...program, asOf, period: fiscalLabelOf(current), dayStartsAt: startsAt },
      ...{ periodFrom: dayOf(from), periodUntil: dayOf(until) },
    },
    at.evaluationsMax,
  );
  let kept: Kept = { partners: 0, evaluations: 0 };
  while (kept.partners < outdated.length && kept.evaluations < at.evaluationsMax) {
    const size = Math.min(BATCH_PARTNERS, at.evaluationsMax - kept.evaluations);
    const batch = outdated.slice(kept.partners, kept.partners + size);
    const ended = await keepEnded(tx, program, batch, { calendar: at.calendar, asOf, date });
    await keepCurrent(
      tx,
      program,
      batch.map(({ partnerId }) => partnerId),
      { period: current, asOf },
    );
    kept = {
      partners: kept.partners + batch.length,
      evaluations: kept.evaluations + ended + batch.length,
    };
    log(`  ${kept.partners} partners evaluated`);
  }
  return kept;
}

async function keepCurrent(
  tx: Tx,
  { programId }: repo.RunningProgram,
  partnerIds: readonly string[],
  { period, asOf }: Readonly<{ period: FiscalPeriod; asOf: Date }>,
): Promise<void> {
  const label = fiscalLabelOf(period);
  const evaluations = await evaluatePartners(tx, {
    ...{ programId, partnerIds, period: label, asOf, namesFacts: false },
  });
  const [first] = evaluations;
  if (!first) return;
  const before = await repo.placedBefore(tx, { programId, partnerIds, before: first.period.from, asOf });
  const standings = evaluations.map((evaluation) =>
    standingOf(evaluation, before.get(evaluation.partnerId) ?? null),
  );
  // Each is of a table of its own, so that the database is at the one while the next is written down.
  await Promise.all([
    repo.writeStandings(tx, standings),
    repo.writeAttainments(tx, { programId, label, partnerIds }, evaluations.flatMap(attainmentsOf)),
    repo.insertStandingChanges(tx, evaluations.map(standingFoundBy)),
  ]);
}

/**
 * Evaluates the periods that ended since partners were last kept, by what is known now, and for the last time. Answers
 * how many evaluations that took.
 */
async function keepEnded(
  tx: Tx,
  { programId }: repo.RunningProgram,
  partners: readonly repo.Outdated[],
  at: Readonly<{ calendar: FiscalCalendar; asOf: Date; date: Temporal.PlainDate }>,
): Promise<number> {
  let count = 0;
  const byPeriod = Map.groupBy(partners, ({ keptPeriod }) => keptPeriod);
  for (const [label, kept] of byPeriod) {
    const partnerIds = kept.map(({ partnerId }) => partnerId);
    for (const ended of endedSince(label, at)) {
      const period = fiscalLabelOf(ended);
      const lastDay = dayOf(datesOf(at.calendar, ended).until.subtract({ days: 1 }));
      // A version that took over within the period and reviews by another grain leaves nothing of it to be kept.
      const isReviewed = (await repo.reviewGrainOn(tx, programId, lastDay)) === ended.grain;
      const evaluations = isReviewed
        ? await evaluatePartners(tx, { programId, partnerIds, period, asOf: at.asOf, namesFacts: false })
        : [];
      const written = evaluations.flatMap(attainmentsOf);
      await repo.writeAttainments(tx, { programId, label: period, partnerIds }, written);
      await repo.insertStandingChanges(tx, evaluations.map(standingFoundBy));
      count += evaluations.length;
    }
  }
  return count;
}

function endedSince(
  label: string | null,
  { calendar, date }: Readonly<{ calendar: FiscalCalendar; date: Temporal.PlainDate }>,
): FiscalPeriod[] {
  const kept = label === null ? null : parseFiscalLabel(label);
  const ended: FiscalPeriod[] = [];
  let period = kept?.ok ? kept.value : null;
  while (period && ended.length < ENDED_PERIODS_MAX && !isAfter(datesOf(calendar, period).until, date)) {
    ended.push(period);
    period = nextFiscalPeriod(period);
  }
  return ended;
}

const isAfter = (one: Temporal.PlainDate, other: Temporal.PlainDate): boolean =>
  one.toString() > other.toString();
