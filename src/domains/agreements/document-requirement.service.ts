import {
  InvalidInputError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { DocumentRequirement } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { appendEvents } from '../../platform/events/events.ts';
import type { PartnerTypeCode } from '../partners/partner.rules.ts';
import * as agreements from './agreement.repo.ts';
import * as templates from './agreement-template.repo.ts';
import * as repo from './document-requirement.repo.ts';

const refuse = (field: string, code: string, message: string) =>
  new InvalidInputError([{ field, code, message }]);

export type RequirementInput = Readonly<{
  partnerType: PartnerTypeCode;
  templateId: string;
  validFrom?: Date | null;
  validTo?: Date | null;
  idempotencyKey?: string | null;
}>;

/**
 * Requires a template of all partners of a type, from a day that has not passed. Answers its id.
 * @throws ForbiddenError, NotFoundError, InvalidInputError, InvalidStateError where the template is not offered,
 * ConflictError where the times overlap, IdempotencyConflictError
 */
export async function setRequirement(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: RequirementInput,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const request = { mutation: 'documentRequirementSet', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    // Locked, so that the template is not retired meanwhile.
    const template = await templates.lockTemplate(tx, input.templateId);
    if (!template) throw new NotFoundError('template', 'templateId');
    const versions = await templates.versionsOf(tx, template.id);
    if (!versions.some(({ status }) => status === 'PUBLISHED'))
      throw new InvalidStateError('SET', versions[0]?.status ?? 'NONE', [], 'publish the template first.');
    const today = await agreements.vendorDayOf(tx, now);
    const validFrom = input.validFrom ?? today;
    const validTo = input.validTo ?? null;
    if (validFrom < today)
      throw refuse(
        'validFrom',
        'IN_THE_PAST',
        'validFrom is today or later: nobody can meet it in the past.',
      );
    if (validTo && validTo <= validFrom)
      throw refuse('validTo', 'NOT_AFTER_START', 'validTo is a day after validFrom.');
    const requirement = await repo.insertRequirement(tx, {
      ...{ partnerType: input.partnerType, templateId: template.id },
      ...{ validFrom, validTo },
    });
    await appendRequirementEvent(tx, actor, 'document_requirement.set', requirement, template.code, now);
    return requirement.id;
  });
}

/**
 * Ends a requirement on a day that has not passed; one that has not begun by then never holds.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, InvalidStateError where it has ended
 */
export async function endRequirement(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string; version: number; validTo?: Date | null }>,
  now: Date,
): Promise<void> {
  assertAllowed(actor, 'AGREEMENTS_WRITE');
  const requirement = await repo.lockRequirement(tx, input.id);
  if (!requirement) throw new NotFoundError('requirement', 'id');
  if (requirement.version !== input.version) throw new StaleVersionError(requirement.version);
  const today = await agreements.vendorDayOf(tx, now);
  if (requirement.validTo && requirement.validTo <= today) throw new InvalidStateError('END', 'ENDED', []);
  const wanted = input.validTo ?? today;
  if (wanted < today) throw refuse('validTo', 'IN_THE_PAST', 'validTo is today or later.');
  if (requirement.validTo && wanted > requirement.validTo)
    throw refuse('validTo', 'AFTER_ITS_END', 'validTo is not after the end that is set already.');
  const hasBegun = requirement.validFrom <= wanted;
  const ended = await repo.endRequirementOn(tx, requirement, hasBegun ? wanted : requirement.validFrom);
  const template = await templates.findTemplate(tx, ended.templateId);
  await appendRequirementEvent(tx, actor, 'document_requirement.ended', ended, template.code, now);
}

const dayText = (day: Date | null) => day?.toISOString().slice(0, 10) ?? null;

const appendRequirementEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  requirement: DocumentRequirement,
  templateCode: string,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'DocumentRequirement',
      subjectId: requirement.id,
      partnerId: null,
      occurredAt,
      data: {
        templateCode,
        partnerType: requirement.partnerType,
        validFrom: dayText(requirement.validFrom),
        validTo: dayText(requirement.validTo),
      },
    },
  ]);
