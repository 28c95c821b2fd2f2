import type { BusinessCalendar } from '../../kernel/business-calendar.ts';
import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import { followEvents } from '../../platform/events/reader.ts';
import type { PartnerTypeCode } from '../partners/partner.rules.ts';
import * as repo from './onboarding.repo.ts';
import { type ChecklistStepInput, COMPLETION_EVENTS, dueOnOf, readSteps } from './onboarding.rules.ts';
import { type OnboardingStatus, onboardingStates } from './onboarding.states.ts';

const NOTE_LENGTH_MAX = 1_000;
const READING = {
  pageSize: 1_000,
  pagesMax: 100,
  types: ['onboarding.opened', ...Object.values(COMPLETION_EVENTS).map(({ eventType }) => eventType)],
} as const;

export type ChecklistInput = Readonly<{
  partnerType: PartnerTypeCode;
  version: number;
  steps: readonly ChecklistStepInput[];
}>;

/**
 * Says what partners of a type do to get ready, for those who begin from now on. Answers the checklist's id.
 * @throws ForbiddenError, InvalidInputError, StaleVersionError
 */
export async function setChecklist(tx: Tx, actor: Actor, input: ChecklistInput, now: Date): Promise<string> {
  assertAllowed(actor, 'ONBOARDING_WRITE');
  const fields = new FieldReader();
  const steps = readSteps(fields, input.steps);
  fields.done();
  const checklist = await repo.lockChecklist(tx, input.partnerType);
  if (checklist.version !== input.version) throw new StaleVersionError(checklist.version);
  const { id, version } = await repo.replaceSteps(tx, checklist, steps, now);
  await appendEvents(tx, actor, [
    {
      type: 'onboarding_checklist.set',
      subjectType: 'OnboardingChecklist',
      subjectId: id,
      partnerId: null,
      occurredAt: now,
      data: { partnerType: input.partnerType, version, steps: steps.map(({ code }) => code) },
    },
  ]);
  return id;
}

/**
 * Begins a partner's onboarding by the checklist of its type; where there is none, there is nothing to do. What it did
 * before counts, unless that was before it was last terminated.
 * @throws ForbiddenError
 */
export async function openOnboarding(
  tx: Tx,
  actor: Actor,
  partner: Readonly<{ id: string; type: string }>,
  calendar: BusinessCalendar,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const checklist = await repo.checklistOf(tx, partner.type);
  if (!checklist) return;
  const startedOn = dayIn(calendar.timeZone, now);
  const onboarding = await repo.insertOnboarding(
    tx,
    {
      ...{ partnerId: partner.id, status: 'OPEN', checklistVersion: checklist.version },
      ...{ startedAt: now, startedOn, countsFrom: await repo.lastTerminationOf(tx, partner.id) },
    },
    checklist.steps.map(({ code, position, title, dueBusinessDays, completion, completionCode }) => ({
      ...{ code, position, title, completion, completionCode },
      dueOn: dueOnOf(calendar, startedOn, dueBusinessDays),
    })),
  );
  await appendOnboardingEvents(tx, actor, 'onboarding.opened', [onboarding], now, {
    checklistVersion: checklist.version,
    steps: checklist.steps.length,
  });
  // What is committed counts at once. What is not yet, the job finds when it comes to the event above.
  await completeSteps(tx, actor, [partner.id], now);
}

/**
 * Ends a partner's onboarding, if one is open, as when it is terminated.
 * @throws ForbiddenError
 */
export async function cancelOnboarding(tx: Tx, actor: Actor, partnerId: string, now: Date): Promise<void> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const cancelled = await repo.cancelOpen(tx, partnerId, now);
  if (cancelled) await appendOnboardingEvents(tx, actor, 'onboarding.cancelled', [cancelled], now);
}

/**
 * Completes a step by hand, whatever else would complete it, and says why in words that the partner reads.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where it is completed or the onboarding has ended,
 * InvalidInputError
 */
export async function completeStep(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; note: string }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'ONBOARDING_COMPLETE');
  const step = await repo.lockStep(tx, input.id);
  if (!step) throw new NotFoundError('step', 'id');
  const status = step.onboarding.status as OnboardingStatus;
  if (step.completedAt) throw new InvalidStateError('COMPLETE_STEP', 'COMPLETED', []);
  if (!onboardingStates.isAllowed(status, 'COMPLETE_STEP', actor.roles))
    throw new InvalidStateError('COMPLETE_STEP', status, []);
  const fields = new FieldReader();
  const note = fields.line('note', input.note, NOTE_LENGTH_MAX);
  fields.done();
  await repo.completeByHand(tx, step.id, { completedAt: now, completedById: actor.personId, note });
  await told(tx, actor, [{ ...step, eventId: null, occurredAt: now }], now);
}

/**
 * Follows the event log and completes the steps that its events complete. Answers how many events it read.
 */
export async function followOnboarding(tx: Tx, actor: Actor, asOf: Date): Promise<number> {
  return await followEvents(tx, 'onboarding-progress', READING, async (events) => {
    const partnerIds = [...new Set(events.map(({ partnerId }) => partnerId).filter((id) => id !== null))];
    await completeSteps(tx, actor, partnerIds, asOf);
  });
}

async function completeSteps(tx: Tx, actor: Actor, partnerIds: readonly string[], now: Date) {
  const completed = await repo.completeFromLog(tx, partnerIds);
  await told(tx, actor, completed, now);
}

type Told = Omit<repo.CompletedStep, 'eventId'> & Readonly<{ eventId: string | null }>;

/** Appends what was completed, and ends the onboardings of which it was the last step. */
async function told(tx: Tx, actor: Actor, steps: readonly Told[], now: Date) {
  await appendEvents(
    tx,
    actor,
    steps.map(({ onboardingId, partnerId, code, eventId, occurredAt }) => ({
      type: 'onboarding.step_completed',
      subjectType: 'Onboarding',
      subjectId: onboardingId,
      partnerId,
      partnerVisible: true,
      occurredAt,
      data: { code, byEventId: eventId },
    })),
  );
  const onboardingIds = [...new Set(steps.map(({ onboardingId }) => onboardingId))];
  if (onboardingIds.length === 0) return;
  const done = await repo.completeDone(tx, onboardingIds, now);
  await appendOnboardingEvents(tx, actor, 'onboarding.completed', done, now);
}

const appendOnboardingEvents = (
  tx: Tx,
  actor: Actor,
  type: string,
  onboardings: readonly Readonly<{ id: string; partnerId: string }>[],
  occurredAt: Date,
  data: EventData = {},
) =>
  appendEvents(
    tx,
    actor,
    onboardings.map(({ id, partnerId }) => ({
      ...{
        type,
        subjectType: 'Onboarding',
        subjectId: id,
        partnerId,
        partnerVisible: true,
        occurredAt,
        data,
      },
    })),
  );
