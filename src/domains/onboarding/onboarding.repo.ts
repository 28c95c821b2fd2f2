import type { Tx } from '../../platform/database/client.ts';
import type {
  Onboarding,
  OnboardingChecklist,
  OnboardingStep,
  Prisma,
} from '../../platform/database/generated/client/client.ts';
import { type ChecklistStep, COMPLETION_EVENTS } from './onboarding.rules.ts';

/** Inserts before it locks: FOR UPDATE locks nothing where there is no row yet. Answers version 0 where there was none. */
export async function lockChecklist(tx: Tx, partnerType: string): Promise<OnboardingChecklist> {
  await tx.onboardingChecklist.createMany({ data: [{ partnerType, version: 0 }], skipDuplicates: true });
  await tx.$queryRaw`SELECT 1 FROM onboarding_checklist WHERE partner_type = ${partnerType} FOR UPDATE`;
  return await tx.onboardingChecklist.findUniqueOrThrow({ where: { partnerType } });
}

export async function replaceSteps(
  tx: Tx,
  checklist: OnboardingChecklist,
  steps: readonly ChecklistStep[],
  now: Date,
): Promise<OnboardingChecklist> {
  const { id: checklistId, version } = checklist;
  await tx.onboardingChecklistStep.deleteMany({ where: { checklistId } });
  await tx.onboardingChecklistStep.createMany({
    data: steps.map((step, position) => ({ ...step, checklistId, position })),
  });
  return await tx.onboardingChecklist.update({
    where: { id: checklistId },
    data: { version: version + 1, updatedAt: now },
  });
}

/** Null where the type has no checklist, or an empty one. */
export async function checklistOf(tx: Tx, partnerType: string) {
  const checklist = await tx.onboardingChecklist.findUnique({
    where: { partnerType },
    include: { steps: { orderBy: { position: 'asc' } } },
  });
  return checklist && checklist.steps.length > 0 ? checklist : null;
}

/** When a partner was last terminated; null where it never was. */
export async function lastTerminationOf(tx: Tx, partnerId: string): Promise<Date | null> {
  const event = await tx.event.findFirst({
    where: { partnerId, type: 'partner.terminated' },
    orderBy: { occurredAt: 'desc' },
    select: { occurredAt: true },
  });
  return event?.occurredAt ?? null;
}

export async function insertOnboarding(
  tx: Tx,
  onboarding: Omit<Prisma.OnboardingUncheckedCreateInput, 'steps'> & Readonly<{ partnerId: string }>,
  steps: readonly Omit<Prisma.OnboardingStepUncheckedCreateInput, 'onboardingId' | 'partnerId'>[],
): Promise<Onboarding> {
  const created = await tx.onboarding.create({ data: onboarding });
  const { id: onboardingId, partnerId } = created;
  await tx.onboardingStep.createMany({ data: steps.map((step) => ({ ...step, onboardingId, partnerId })) });
  return created;
}

/** Ends what is open of a partner; null where nothing is. */
export async function cancelOpen(tx: Tx, partnerId: string, now: Date): Promise<Onboarding | null> {
  const [cancelled] = await tx.onboarding.updateManyAndReturn({
    where: { partnerId, status: 'OPEN' },
    data: { status: 'CANCELLED', endedAt: now },
  });
  return cancelled ?? null;
}

/** The step, under a lock on its onboarding, which whoever completes steps takes first. */
export async function lockStep(
  tx: Tx,
  id: string,
): Promise<(OnboardingStep & Readonly<{ onboarding: Onboarding }>) | null> {
  await tx.$queryRaw`
    SELECT 1 FROM onboarding WHERE id = (SELECT onboarding_id FROM onboarding_step WHERE id = ${id}::uuid) FOR UPDATE`;
  return await tx.onboardingStep.findUnique({ where: { id }, include: { onboarding: true } });
}

export async function completeByHand(
  tx: Tx,
  id: string,
  by: Readonly<{ completedAt: Date; completedById: string | null; note: string }>,
): Promise<void> {
  await tx.onboardingStep.update({ where: { id }, data: by });
}

export type CompletedStep = Readonly<{
  id: string;
  onboardingId: string;
  partnerId: string;
  code: string;
  eventId: string;
  occurredAt: Date;
}>;

const COMPLETIONS = JSON.stringify(
  Object.entries(COMPLETION_EVENTS).map(([completion, { eventType, codeField }]) => ({
    completion,
    event_type: eventType,
    code_field: codeField,
  })),
);

/**
 * Completes the open steps of partners that an event of the log completes: the first one, whenever it was booked. Asked
 * again it finds nothing more, so events may be read late, twice or out of order.
 */
export async function completeFromLog(tx: Tx, partnerIds: readonly string[]): Promise<CompletedStep[]> {
  await tx.$queryRaw`
    SELECT 1 FROM onboarding WHERE partner_id = ANY (${partnerIds}::uuid[]) AND status = 'OPEN' ORDER BY id FOR UPDATE`;
  return await tx.$queryRaw<CompletedStep[]>`
    UPDATE onboarding_step AS step SET completed_at = first.occurred_at, completed_by_event_id = first.id
    FROM onboarding_step AS open
    JOIN onboarding ON onboarding.id = open.onboarding_id AND onboarding.partner_id = open.partner_id
    JOIN jsonb_to_recordset(${COMPLETIONS}::jsonb) AS kind(completion text, event_type text, code_field text)
      ON kind.completion = open.completion
    CROSS JOIN LATERAL (
      SELECT event.id, event.occurred_at FROM event
      WHERE event.partner_id = open.partner_id AND event.type = kind.event_type
        AND (open.completion_code IS NULL OR event.data ->> kind.code_field = open.completion_code)
        AND (onboarding.counts_from IS NULL OR event.occurred_at > onboarding.counts_from)
      ORDER BY event.occurred_at, event.id LIMIT 1
    ) AS first
    WHERE step.id = open.id AND step.completed_at IS NULL AND open.completed_at IS NULL
      AND onboarding.status = 'OPEN' AND onboarding.partner_id = ANY (${partnerIds}::uuid[])
    RETURNING step.id, step.onboarding_id AS "onboardingId", step.partner_id AS "partnerId", step.code,
      first.id AS "eventId", first.occurred_at AS "occurredAt"`;
}

/** Ends the onboardings of which nothing is left to do, and answers them. */
export const completeDone = (tx: Tx, onboardingIds: readonly string[], now: Date): Promise<Onboarding[]> =>
  tx.onboarding.updateManyAndReturn({
    where: { id: { in: [...onboardingIds] }, status: 'OPEN', steps: { none: { completedAt: null } } },
    data: { status: 'COMPLETED', endedAt: now },
  });
