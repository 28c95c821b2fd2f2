import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './waiting.repo.ts';
import { type ReminderLevel, type ResponseStandard, waitingAt } from './waiting.rules.ts';

const BATCH_ROWS = 1_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const EVENT_TYPES = {
  WARNING: 'referral.decision_due_soon',
  BREACH: 'referral.decision_overdue',
} as const satisfies Record<ReminderLevel, string>;

/**
 * Reminds once of each referral that has waited too long for a decision at the instant, and once more when the response
 * standard is broken. A referral that was returned and submitted again waits anew.
 */
export async function remindOfWaitingReferrals(
  tx: Tx,
  actor: Actor,
  asOf: Date,
  policy: Readonly<{ calendar: BusinessCalendar; standard: ResponseStandard }>,
  log: (line: string) => void,
): Promise<number> {
  // Business time never runs faster than the clock, so nothing younger than the standard can be due.
  const submittedUntil = new Date(asOf.getTime() - policy.standard.warnMinutes * 60_000);
  let reminded = 0;
  for (let afterId = FIRST_ID; ; ) {
    const waiting = await repo.waitingReferrals(tx, submittedUntil, afterId, BATCH_ROWS);
    if (waiting.length === 0) return reminded;
    const due = waiting.flatMap((referral) => {
      const { levels, waitedMinutes } = waitingAt(
        policy.calendar,
        policy.standard,
        referral.submittedAt,
        asOf,
      );
      return levels.map((level) => ({ ...referral, referralId: referral.id, level, waitedMinutes }));
    });
    const fresh = await repo.recordReminders(tx, due, asOf);
    const events = due.filter(({ id, level }) => fresh.has(`${id}:${level}`));
    await appendEvents(
      tx,
      actor,
      events.map(({ id, partnerId, level, waitedMinutes }) => ({
        type: EVENT_TYPES[level],
        subjectType: 'Referral',
        subjectId: id,
        partnerId,
        occurredAt: asOf,
        data: {
          waitedMinutes,
          warnMinutes: policy.standard.warnMinutes,
          breachMinutes: policy.standard.breachMinutes,
        },
      })),
    );
    reminded += events.length;
    afterId = waiting.at(-1)?.id ?? afterId;
    log(`  looked at referrals up to ${afterId}: ${reminded} reminders`);
  }
}
