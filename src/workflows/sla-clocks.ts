import { businessCalendarOf } from '../domains/settings/settings.rules.ts';
import { readSettings } from '../domains/settings/settings.service.ts';
import {
  type ClockMove,
  type ClockPolicy,
  type ClockSubject,
  moveClocks,
} from '../domains/sla/sla-clock.service.ts';
import type { Actor } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/database/client.ts';
import { asJob } from '../platform/database/session.ts';

/** The vendor's business hours and response standards, as they are set now. */
export async function clockPolicyFrom(tx: Tx): Promise<ClockPolicy> {
  const { settings } = await readSettings(tx);
  return {
    calendar: businessCalendarOf(settings),
    standards: new Map(settings.responseStandards.map((standard) => [standard.subject, standard])),
  };
}

/**
 * Starts the clock of something that waits for the vendor, or resumes it where it is paused. Nothing starts where the
 * vendor has set no such response standard. Repeating any of these changes nothing.
 */
export const startClock = (tx: Tx, actor: Actor, subject: ClockSubject, now: Date): Promise<void> =>
  moveClock(tx, actor, { ...subject, action: 'START', at: now });

/** Pauses a clock, as while the partner is asked for something. */
export const pauseClock = (tx: Tx, actor: Actor, subject: ClockSubject, now: Date): Promise<void> =>
  moveClock(tx, actor, { ...subject, action: 'PAUSE', at: now });

/** Lets a paused clock run on; a clock that was never started stays so. */
export const resumeClock = (tx: Tx, actor: Actor, subject: ClockSubject, now: Date): Promise<void> =>
  moveClock(tx, actor, { ...subject, action: 'RESUME', at: now });

/** Stops a clock for good, as what it measured is done. */
export const stopClock = (tx: Tx, actor: Actor, subject: ClockSubject, now: Date): Promise<void> =>
  moveClock(tx, actor, { ...subject, action: 'STOP', at: now });

/** Whoever moves a subject moves its clock, though a partner may not even see that there is one. */
async function moveClock(tx: Tx, actor: Actor, move: ClockMove): Promise<void> {
  const policy = await clockPolicyFrom(tx);
  await asJob(tx, actor.scope, () => moveClocks(tx, actor, policy, [move], move.at));
}
