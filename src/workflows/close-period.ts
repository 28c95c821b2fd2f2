import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import {
  beginClose,
  beginNextClose,
  type CloseCalendar,
  closeStep,
} from '../domains/statements/period-close.service.ts';
import { acceptSilent } from '../domains/statements/statement.service.ts';
import { dayIn } from '../kernel/time.ts';
import { type Actor, assertAllowed } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';

/** Opens one writing transaction after the other. */
export type InTransaction = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** A request closes this much by itself: some 500,000 lines; what is left of a larger month the job goes on with. */
const STEPS_PER_REQUEST_MAX = 12;
/** As much as surely fits into a run of the job; the next one goes on. */
const STEPS_PER_RUN_MAX = 100;
const ACCEPTED_PER_RUN_MAX = 5_000;

/**
 * Closes a fiscal month: nothing is booked in it from then on, and each partner that it says something to has a statement of
 * it. Every step is a transaction of its own, so that whatever ends it, closing again goes on and leaves the same statements.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where it is not over, or an earlier month has entries and is not closed
 */
export async function closePeriod(
  transaction: InTransaction,
  actor: Actor,
  label: string,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PERIODS_CLOSE');
  await transaction(async (tx) => beginClose(tx, actor, label, await closeCalendarFrom(tx, now), now));
  await takeSteps(transaction, actor, label, now, STEPS_PER_REQUEST_MAX, () => undefined);
}

/** Closes every month that is over, the earliest first. Answers how many statements it drafted. */
export async function closeDuePeriods(
  transaction: InTransaction,
  actor: Actor,
  asOf: Date,
  log: (line: string) => void,
): Promise<number> {
  let drafted = 0;
  let stepsLeft = STEPS_PER_RUN_MAX;
  while (stepsLeft > 0) {
    const label = await transaction(async (tx) =>
      beginNextClose(tx, actor, await closeCalendarFrom(tx, asOf), asOf),
    );
    if (label === null) break;
    const taken = await takeSteps(transaction, actor, label, asOf, stepsLeft, log);
    drafted += taken.drafted;
    stepsLeft -= taken.steps;
  }
  return drafted;
}

/** Accepts the issued statements to which nobody objected in time. */
export const acceptBySilence = (tx: Tx, actor: Actor, asOf: Date): Promise<number> =>
  acceptSilent(tx, actor, asOf, ACCEPTED_PER_RUN_MAX);

async function takeSteps(
  transaction: InTransaction,
  actor: Actor,
  label: string,
  now: Date,
  stepsMax: number,
  log: (line: string) => void,
) {
  let drafted = 0;
  let steps = 0;
  while (steps < stepsMax) {
    const step = await transaction((tx) => closeStep(tx, actor, label, now));
    steps += 1;
    if (step === null) break;
    drafted += step.drafted;
    log(step.isClosed ? `  ${step.period} is closed` : `  ${step.drafted} statements of ${step.period}`);
  }
  return { drafted, steps };
}

const closeCalendarFrom = async (tx: Tx, now: Date): Promise<CloseCalendar> => {
  const calendar = await fiscalCalendarFrom(tx);
  return { calendar, today: dayIn(calendar.timeZone, now) };
};
