import {
  bookableEarnings,
  bookedByThen,
  factsOf,
  learnedAfter,
  lockEarnings,
  type Which,
  writeNextDue,
} from '../domains/accruals/accrual.service.ts';
import { entriesDue } from '../domains/accruals/accrual-booking.rules.ts';
import { bookedEvents } from '../domains/accruals/accrual-events.rules.ts';
import { nextDueOn } from '../domains/accruals/accrual-target.rules.ts';

import { earlierDay, NOTHING_BILLED } from '../domains/accruals/earning-facts.rules.ts';
import { budgetUsedBy } from '../domains/accruals/spiff-budget.rules.ts';

import { billingOf } from '../domains/billing/billing-facts-of.service.ts';
import { postEntries } from '../domains/ledger/ledger.service.ts';
import { giveBackSpiffs } from '../domains/plans/spiff-taking.service.ts';
import { fiscalCalendarFrom } from '../domains/settings/settings.service.ts';
import { dayIn } from '../kernel/time.ts';
import { type Actor, JOB_ACTOR } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { appendEvents } from '../platform/events/events.ts';

export type BookingCause = Readonly<{
  now: Date;
  /** What brought it about: a billing fact, an order, a correction, the passing of time. */
  cause: Readonly<{ type: string; id: string | null }>;
  /** Who did; a job where it is left out. */
  actor?: Actor;
  /**
   * Only what was known by then counts, as in a run that speaks for an instant. Whoever records something leaves it out: all
   * that is committed counts, also what was recorded at the same time.
   */
  knownBy?: Date | null;
}>;

/**
 * Books what is due of earnings by their frozen terms and all facts: the differences to what is booked, so that calling it
 * again posts nothing. What is reversed of a SPIFF before it is payable goes back to its budget with the same locks. Whatever changes what is due calls it in the same transaction. A constant number of statements,
 * however many earnings. The caller has decided who may do this, and its role may write the ledger.
 */
export async function bookEarnings(
  tx: Tx,
  which: Which,
  { now, cause, actor = JOB_ACTOR, knownBy = null }: BookingCause,
): Promise<{ posted: number }> {
  const locked = await lockEarnings(tx, which);
  // What was booked by more knowledge stays as it is: it holds what a run for an earlier instant would book.
  const ids = knownBy && locked.length > 0 ? await bookedByThen(tx, locked, knownBy) : locked;
  if (ids.length === 0) return { posted: 0 };
  const { timeZone } = await fiscalCalendarFrom(tx);
  const day = dayIn(timeZone, now);
  // Read only now: under the locks, whoever booked at the same time has committed.
  const earnings = await bookableEarnings(tx, ids, timeZone, knownBy);
  const billing = await billingOf(tx, [...new Set(earnings.map(({ orderLineId }) => orderLineId))], knownBy);
  const learned = knownBy ? await learnedAfter(tx, ids, knownBy) : new Map<string, Date>();
  const due = earnings.map((earning) => {
    const { id, partnerId, spiffId, frozen, flows, bookedUntil } = earning;
    const facts = factsOf(earning, billing.get(earning.orderLineId) ?? NOTHING_BILLED);
    const booking = { partnerId, earningId: id, isSpiff: spiffId !== null, currency: frozen.currency, cause };
    // A run for a past instant does not undo what was booked of later days.
    const on = bookedUntil !== null && bookedUntil > day ? bookedUntil : day;
    const entries = entriesDue({ frozen, facts, day: on, flows, bookedUntil, booking });
    const learnedAt = learned.get(id);
    const next = earlierDay(nextDueOn(frozen, facts, on), learnedAt ? dayIn(timeZone, learnedAt) : null);
    const freedMinor =
      spiffId === null ? 0n : budgetUsedBy(flows, frozen) - budgetUsedBy([...flows, ...entries], frozen);
    return {
      ...{ id, currency: frozen.currency, entries, nextDueOn: next },
      freed: { spiffId, amountMinor: freedMinor },
    };
  });
  const posted = await postEntries(
    tx,
    due.flatMap(({ entries }) => entries),
    now,
  );
  await giveBackSpiffs(
    tx,
    due.map(({ freed }) => freed),
  );
  await writeNextDue(tx, due);
  await appendEvents(
    tx,
    actor,
    due.flatMap(({ currency, entries }) => bookedEvents({ currency, entries }, now)),
  );
  return { posted: posted.length };
}
