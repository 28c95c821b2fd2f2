import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { type Actor, JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { hashOf } from '../../platform/database/idempotency.ts';
import { appendEvents, type EventData, type NewEvent } from '../../platform/events/events.ts';
import * as repo from './sla-clock.repo.ts';
import {
  type Clock,
  clockAfter,
  projectedClock,
  type ReachedStep,
  reachedSteps,
  type Standard,
  type Step,
  startedClock,
} from './sla-clock.rules.ts';
import type { ClockAction } from './sla-clock.states.ts';
import * as escalations from './sla-escalation.repo.ts';
import { escalationOf, NOBODY, operationsRoleOf } from './sla-escalation.rules.ts';

export type { ClockSubject } from './sla-clock.repo.ts';

/** What clocks are measured by: the vendor's business hours, and how soon it answers what. */
export type ClockPolicy = Readonly<{
  calendar: BusinessCalendar;
  standards: ReadonlyMap<string, Standard>;
}>;

/** What happens to a clock. START also resumes one that is paused. */
export type ClockMove = repo.ClockSubject & Readonly<{ action: ClockAction | 'START'; at: Date }>;

const BATCH_ROWS = 1_000;
/** As many as surely fit into a transaction's time; what is left is the next run's. */
const BATCHES_PER_RUN_MAX = 10;
const MINUTE_MS = 60_000;

const STEP_EVENTS = {
  WARNED: 'sla.warned',
  BREACHED: 'sla.breached',
  ESCALATED: 'sla.escalated',
} as const satisfies Record<Step, string>;

const STATUS_EVENTS = {
  PAUSE: 'sla.paused',
  RESUME: 'sla.resumed',
  STOP: 'sla.stopped',
} as const satisfies Record<ClockAction, string>;

/**
 * Moves the clocks of what waits, each at most once in a call, and answers how many moved. A move that a clock's status
 * does not have, or that asks for a clock which is not there, changes nothing, so calls can be repeated. What a clock
 * reached before its move is recorded first, so that it does not depend on when the job last looked. The caller has
 * authorized what moves the subject, and runs as a job, since partners see no clocks. A move may be dated back; who is
 * told of what was reached is decided as of now.
 */
export async function moveClocks(
  tx: Tx,
  actor: Actor,
  policy: ClockPolicy,
  moves: readonly ClockMove[],
  now: Date,
): Promise<number> {
  if (moves.length === 0) return 0;
  const open = new Map(
    (await repo.lockOpenClocks(tx, moves)).map((stored) => [repo.subjectKeyOf(stored.subject), stored]),
  );
  const starts: { subject: ClockMove; clock: Clock }[] = [];
  const looked: Looked[] = [];
  const events: NewEvent[] = [];
  for (const move of moves) {
    const stored = open.get(repo.subjectKeyOf(move));
    const standard = policy.standards.get(move.standard);
    if (!stored) {
      if (move.action === 'START' && standard)
        starts.push({ subject: move, clock: startedClock(policy.calendar, standard, move.at) });
      continue;
    }
    const action = move.action === 'START' ? 'RESUME' : move.action;
    const { clock: before, steps } = reachedSteps(policy.calendar, stored.clock, move.at);
    const clock = clockAfter(policy.calendar, before, action, move.at);
    if (!clock) continue;
    looked.push({ ...stored, clock, steps });
    events.push(statusEvent(STATUS_EVENTS[action], { ...stored, clock }));
  }
  const inserted = starts.length > 0 ? await repo.insertClocks(tx, starts, hashOfCalendar(policy)) : [];
  await writeLooked(tx, policy, looked, now);
  await appendEvents(tx, actor, [...inserted.map((stored) => statusEvent('sla.started', stored)), ...events]);
  return inserted.length + looked.length;
}

/**
 * Records what running clocks have reached by the instant, as events and escalations, each once: warned, breached,
 * escalated to the lead. Answers how many steps. Instants are first computed anew where the calendar has changed. What
 * is more than fits into one run is left to the next, which finds the same.
 */
export async function settleClocks(
  tx: Tx,
  policy: ClockPolicy,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  await projectAnew(tx, policy);
  let reached = 0;
  for (let batch = 0; batch < BATCHES_PER_RUN_MAX; batch += 1) {
    const due = await repo.lockDueClocks(tx, asOf, BATCH_ROWS);
    if (due.length === 0) return reached;
    const looked = due.map((stored) => ({
      ...stored,
      ...reachedSteps(policy.calendar, stored.clock, asOf),
    }));
    await writeLooked(tx, policy, looked, asOf);
    reached += looked.reduce((sum, { steps }) => sum + steps.length, 0);
    log(`  ${reached} steps of clocks reached`);
  }
  return reached;
}

/** A clock after it was looked at, with what it had reached by then. */
type Looked = repo.StoredClock & Readonly<{ steps: readonly ReachedStep[] }>;

/** Whoever serves the partner when this is noticed is told, as somebody who left could not act on it. */
async function writeLooked(tx: Tx, policy: ClockPolicy, looked: readonly Looked[], now: Date): Promise<void> {
  await repo.writeClocks(tx, looked, hashOfCalendar(policy));
  const late = looked.filter(({ steps }) => steps.length > 0);
  if (late.length === 0) return;
  const partnerIds = [...new Set(late.flatMap(({ subject }) => subject.partnerId ?? []))];
  const responsible = await escalations.responsibleFor(tx, partnerIds, now);
  const roles = [...new Set(late.map(({ subject }) => operationsRoleOf(subject.standard)))];
  const operations = await escalations.operationsAt(tx, roles, now);
  const told = late.flatMap((stored) =>
    stored.steps.map((reached) => {
      const serving = responsible.get(stored.subject.partnerId ?? '') ?? NOBODY;
      const working = operations.get(operationsRoleOf(stored.subject.standard)) ?? [];
      return { stored, reached, personIds: escalationOf(reached.step, serving, working) };
    }),
  );
  await escalations.insertEscalations(
    tx,
    told.flatMap(({ stored, reached: { level, at }, personIds }) =>
      personIds.map((personId) => ({ clockId: stored.id, level, personId, at })),
    ),
  );
  await appendEvents(
    tx,
    JOB_ACTOR,
    told.map(({ stored, reached, personIds }) =>
      eventOf(STEP_EVENTS[reached.step], stored, reached.at, {
        level: reached.level,
        elapsedMinutes: reached.elapsedMinutes,
        thisRunMinutes: reached.thisRunMinutes,
        escalatedToIds: personIds,
      }),
    ),
  );
}

async function projectAnew(tx: Tx, policy: ClockPolicy): Promise<void> {
  const calendar = hashOfCalendar(policy);
  for (let batch = 0; batch < BATCHES_PER_RUN_MAX; batch += 1) {
    const outdated = await repo.lockOutdatedClocks(tx, calendar, BATCH_ROWS);
    if (outdated.length === 0) return;
    const projected = outdated.map(({ id, clock }) => ({
      id,
      clock: projectedClock(policy.calendar, clock),
    }));
    await repo.writeClocks(tx, projected, calendar);
  }
}

/** Tells whether instants were computed by the business hours and holidays of today. */
const hashOfCalendar = ({ calendar }: ClockPolicy): string =>
  Buffer.from(
    hashOf({ ...calendar, holidayEpochDays: [...calendar.holidayEpochDays].sort((a, b) => a - b) }),
  ).toString('base64url');

const statusEvent = (type: string, stored: repo.StoredClock): NewEvent =>
  eventOf(type, stored, stored.clock.statusSince, {
    elapsedMinutes: Math.floor(stored.clock.elapsedMs / MINUTE_MS),
  });

/** A partner never learns how soon the vendor means to answer, nor who was told that it did not. */
const eventOf = (
  type: string,
  { id, subject, clock }: repo.StoredClock,
  occurredAt: Date,
  data: EventData,
): NewEvent => ({
  type,
  subjectType: 'SlaClock',
  subjectId: id,
  partnerId: subject.partnerId,
  occurredAt,
  data: {
    subjectType: subject.subjectType,
    subjectId: subject.subjectId,
    standard: subject.standard,
    warnMinutes: clock.warnMinutes,
    breachMinutes: clock.breachMinutes,
    ...data,
  },
});
