import { Temporal } from 'temporal-polyfill';
import { dateOf, dayIn, startOfDay } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type NewEvent } from '../../platform/events/events.ts';
import * as repo from './award-expiry.repo.ts';
import { reminderToTell } from './award-expiry.rules.ts';
import { timeZoneOf } from './enrolment-facts.repo.ts';

/** As many as one batch of events holds well. */
const BATCH_ROWS = 2_000;

type Line = (line: string) => void;

/** Ends awards whose last day is over, each once. Answers how many. */
export async function expireAwards(tx: Tx, actor: Actor, asOf: Date, log: Line): Promise<number> {
  const timeZone = await timeZoneOf(tx);
  const today = dayIn(timeZone, asOf);
  let expired = 0;
  for (let size = BATCH_ROWS; size === BATCH_ROWS; ) {
    const awards = await repo.stampExpired(tx, today, asOf, BATCH_ROWS);
    const lost = awards.filter(({ isFollowed }) => !isFollowed);
    await appendEvents(
      tx,
      actor,
      lost.map((award) => {
        const endedAt = dateOf(startOfDay(Temporal.PlainDate.from(award.endsOn), timeZone));
        return eventOf('certification.expired', award, endedAt, {});
      }),
    );
    size = awards.length;
    expired += size;
  }
  if (expired > 0) log(`  ${expired} certifications have ended`);
  return expired;
}

/** Reminds of awards that end soon, once for each step, and of the most urgent alone. Answers how many were reminded of. */
export async function remindOfEndingAwards(tx: Tx, actor: Actor, asOf: Date, log: Line): Promise<number> {
  const today = dayIn(await timeZoneOf(tx), asOf);
  let reminded = 0;
  for (let size = BATCH_ROWS; size > 0; ) {
    const awards = await repo.recordDueReminders(tx, today, asOf, BATCH_ROWS);
    const events = awards.flatMap((award) => {
      const days = reminderToTell(award);
      const { daysLeft } = award;
      return days === null ? [] : [eventOf('certification.expiring', award, asOf, { days, daysLeft })];
    });
    await appendEvents(tx, actor, events);
    size = awards.length;
    reminded += events.length;
  }
  if (reminded > 0) log(`  ${reminded} people are reminded that a certification ends`);
  return reminded;
}

const eventOf = (
  type: string,
  award: Omit<repo.EndingAward, 'isFollowed'>,
  occurredAt: Date,
  data: Readonly<Record<string, number>>,
): NewEvent => {
  const { id: subjectId, partnerId, membershipId, programCode, versionNumber, endsOn } = award;
  return {
    ...{ type, subjectType: 'CertificationAward', subjectId, partnerId },
    partnerVisible: partnerId !== null,
    occurredAt,
    data: { programCode, versionNumber, membershipId, endsOn, ...data },
  };
};
