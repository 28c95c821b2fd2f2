import { addDays } from '../../kernel/days.ts';
import { dateOf, dayOf, plainDateOf, startOfDay } from '../../kernel/time.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type NewEvent } from '../../platform/events/events.ts';
import { LEAD_LEVEL, levelDue, levelsBetween, OWNER_LEVEL, PROPOSAL_DAYS_MAX } from './remediation.rules.ts';
import * as repo from './remediation-escalation.repo.ts';
import type { ReviewMoment } from './remediation-review.service.ts';

/** A plan that failed longer ago is history, which nobody is told of any more. */
const FAILED_DAYS_MAX = 60;

/**
 * Tells of what is late: an action that was not done, a proposal that nobody took up, a plan that missed its day. Its owner
 * first, a week later the lead; each level once, whatever is repeated. Answers how many rows it wrote.
 */
export async function escalateLate(tx: Tx, actor: Actor, moment: ReviewMoment): Promise<number> {
  const { asOf, today, calendar } = moment;
  const { timeZone } = calendar;
  const daysAgo = (days: number) => plainDateOf(today).subtract({ days });
  const late = await repo.lateOn(tx, {
    ...{ asOf, today, timeZone, levels: LEAD_LEVEL, failedSince: dayOf(daysAgo(FAILED_DAYS_MAX)) },
    proposedBefore: dateOf(startOfDay(daysAgo(PROPOSAL_DAYS_MAX), timeZone)),
  });
  const raised = late.flatMap((one) => {
    const to = levelDue(dueDayOf(one), today);
    return to > one.level ? [{ late: one, kind: one.kind, id: one.id, from: one.level, to }] : [];
  });
  const done = await repo.raiseLevels(
    tx,
    raised.map(({ late: _, ...row }) => row),
  );
  const told = raised.filter(({ id }) => done.has(id));
  await appendEvents(
    tx,
    actor,
    told.flatMap(({ late: one, from, to }) =>
      levelsBetween(from, to).map((level) => eventOf(one, level, asOf)),
    ),
  );
  return told.length;
}

/** A proposal waits for an answer for so many days. */
const dueDayOf = ({ kind, dueOn }: repo.Late): Date =>
  kind === 'PROPOSAL' ? addDays(dueOn, PROPOSAL_DAYS_MAX) : dueOn;

function eventOf(late: repo.Late, level: number, occurredAt: Date): NewEvent {
  const isOwners = level === OWNER_LEVEL;
  const owner = late.ownerId ?? late.memberPersonId;
  const escalatedToIds = isOwners && owner !== null ? [owner] : [...late.leadIds];
  const isAction = late.kind === 'ACTION';
  const data = {
    ...{ rule: late.ruleCode, level, escalatedToIds, dueOn: dueDayOf(late).toISOString().slice(0, 10) },
    ...{ kind: late.kind, planId: late.planId, actionId: isAction ? late.id : null },
  };
  const common = { partnerId: late.partnerId, occurredAt, data };
  return isAction && isOwners
    ? {
        ...{
          type: 'remediation_action.overdue',
          subjectType: 'RemediationAction',
          subjectId: late.id,
          ...common,
        },
        // Who of the staff is late is the vendor's own matter.
        partnerVisible: late.memberPersonId !== null,
      }
    : {
        type: 'remediation_plan.escalated',
        subjectType: 'RemediationPlan',
        subjectId: late.planId,
        ...common,
      };
}
