import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { datesOf, type FiscalCalendar, fiscalPeriodOn } from '../../kernel/fiscal-calendar.ts';
import { fiscalLabelOf } from '../../kernel/fiscal-period.ts';
import { dayOf, plainDateOf } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './commission-period.repo.ts';
import { closeBlock, closingTogether } from './commission-period.rules.ts';
import { type CommissionPeriodStatus, commissionPeriodStates } from './commission-period.states.ts';
import * as drafts from './statement-draft.repo.ts';

/** So much is drafted in one statement: about a second of work, and what a killed run loses at most. */
const BATCH = { partnersMax: 1_000, linesMax: 50_000 };

/** Months have labels instead of ids, so their events name them by an id that nothing else has, and by the label. */
const PERIOD_SUBJECT_ID = '00000000-0000-0000-0000-000000000001';

/** The vendor's fiscal months and its present day. */
export type CloseCalendar = Readonly<{ calendar: FiscalCalendar; today: Date }>;

/**
 * Begins the close of a month, with the empty ones before it: waits for whoever is booking in them, and from then on nothing
 * can be. A close that has begun, or is done, is begun again without a change.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where it is not over, or an earlier month has entries and is not closed
 */
export async function beginClose(
  tx: Tx,
  actor: Actor,
  label: string,
  closing: CloseCalendar,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PERIODS_CLOSE');
  await repo.lockCalendar(tx);
  await repo.addMonths(tx, await missingMonths(tx, closing));
  const months = await repo.lockMonthsUpTo(tx, label);
  const month = months.find((one) => one.label === label);
  if (!month) throw new NotFoundError('commission period', 'label');
  const status = month.status as CommissionPeriodStatus;
  if (!commissionPeriodStates.isAllowed(status, 'CLOSE', actor.roles)) {
    if (status === 'CLOSED') return;
    throw new InvalidStateError('CLOSE', status, []);
  }
  const block = closeBlock(
    month,
    months.filter((one) => one.label < label),
    closing.today,
  );
  if (block) throw new InvalidStateError('CLOSE', status, [], block);
  const begun = closingTogether(months.filter((one) => one.status === 'OPEN'));
  await repo.beginClosing(tx, begun, now);
  for (const period of begun) await append(tx, actor, 'commission_period.closing', { period }, now);
}

/** All months from the first that anything was booked in to the present one. */
async function missingMonths(tx: Tx, { calendar, today }: CloseCalendar) {
  const months: { label: string; startsOn: Date; endsOn: Date }[] = [];
  for (let day = await repo.firstDay(tx); day !== null && day <= today; ) {
    const period = fiscalPeriodOn(calendar, 'MONTH', plainDateOf(day));
    const { from, until } = datesOf(calendar, period);
    months.push({ label: fiscalLabelOf(period), startsOn: dayOf(from), endsOn: dayOf(until) });
    day = dayOf(until);
  }
  return months;
}

/** What a step of a close did: nothing is left of it where it answers null. */
export type CloseStep = Readonly<{ period: string; drafted: number; isClosed: boolean }>;

/**
 * One step of closing the months up to one: drafts the statements of the next partners, or, where all are drafted, closes the
 * month. Each step finds out by itself what is left, so that it does not matter which run took the one before, or how it ended.
 * @throws ForbiddenError, and Error where the statements do not add up to the ledger, which they always do.
 */
export async function closeStep(tx: Tx, actor: Actor, upTo: string, now: Date): Promise<CloseStep | null> {
  assertAllowed(actor, 'PERIODS_CLOSE');
  const period = await repo.lockClosing(tx, upTo);
  if (period === null) return null;
  const partnerIds = await drafts.partnersToDraft(tx, period, BATCH);
  if (partnerIds.length > 0) {
    const drafted = await drafts.draftStatements(tx, period, partnerIds, now);
    await appendEvents(
      tx,
      actor,
      drafted.map(({ id, partnerId, currency, lineCount }) => ({
        type: 'statement.drafted',
        subjectType: 'Statement',
        subjectId: id,
        partnerId,
        occurredAt: now,
        data: { period, currency, lineCount },
      })),
    );
    return { period, drafted: drafted.length, isClosed: false };
  }
  const unbalanced = await drafts.unbalancedCurrencies(tx, period);
  if (unbalanced.length > 0)
    throw new Error(`The statements of ${period} do not add up to the ledger in ${unbalanced.join(', ')}.`);
  await repo.finishClosing(tx, period, now);
  await append(tx, actor, 'commission_period.closed', { period }, now);
  return { period, drafted: 0, isClosed: true };
}

/**
 * Begins the close of the earliest month that is not closed, where it is over. Answers its label; null where none is due.
 * @throws ForbiddenError
 */
export async function beginNextClose(
  tx: Tx,
  actor: Actor,
  closing: CloseCalendar,
  now: Date,
): Promise<string | null> {
  assertAllowed(actor, 'PERIODS_CLOSE');
  await repo.lockCalendar(tx);
  await repo.addMonths(tx, await missingMonths(tx, closing));
  const next = await repo.firstUnclosed(tx);
  if (next === null || next.endsOn > closing.today) return null;
  await beginClose(tx, actor, next.label, closing, now);
  return next.label;
}

const append = (tx: Tx, actor: Actor, type: string, data: EventData, occurredAt: Date) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'CommissionPeriod',
      subjectId: PERIOD_SUBJECT_ID,
      partnerId: null,
      occurredAt,
      data,
    },
  ]);
