import { InvalidInputError, InvalidStateError } from '../../kernel/errors.ts';
import { dayIn } from '../../kernel/time.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Partner } from '../../platform/database/generated/client/client.ts';
import * as repo from './partner.repo.ts';
import {
  effectiveDayOf,
  type TransitionTexts,
  type TransitionTextsInput,
  transitionBlock,
  transitionTextsOf,
} from './partner.rules.ts';
import { appendPartnerEvent, current, type Versioned } from './partner.service.ts';
import { type PartnerAction, type PartnerStatus, partnerStates } from './partner.states.ts';

const EVENT_TYPES: Readonly<Record<PartnerAction, string>> = {
  APPROVE: 'partner.approved',
  DECLINE: 'partner.declined',
  START_ONBOARDING: 'partner.onboarding_started',
  ACTIVATE: 'partner.activated',
  SUSPEND: 'partner.suspended',
  RESUME: 'partner.resumed',
  TERMINATE: 'partner.terminated',
  REINSTATE: 'partner.reinstated',
};

export type TransitionInput = Versioned &
  TransitionTextsInput &
  Readonly<{ action: PartnerAction; effectiveOn?: Date | null }>;

/**
 * Moves a partner along its lifecycle, and records why, by whom and from which day on.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, InvalidInputError
 */
export async function changePartnerStatus(
  tx: Tx,
  actor: Actor,
  input: TransitionInput,
  now: Date,
): Promise<Partner> {
  assertAllowed(actor, 'PARTNERS_WRITE');
  const { action } = input;
  const partner = current(await repo.lockPartner(tx, input.id), input);
  const status = await nextStatus(tx, actor, partner, action);
  const texts = transitionTextsOf(action, input);
  if (action === 'REINSTATE') await assertNewAgreement(tx, partner, texts.agreementReference);
  const today = dayIn((await repo.vendorDefaultsOf(tx)).timeZone, now);
  const effectiveOn = effectiveDayOf(input.effectiveOn, today, partner.statusSince);
  return await move(tx, actor, partner, { action, status, texts, effectiveOn }, now);
}

/** Where the action leads from here, for this actor. */
async function nextStatus(tx: Tx, actor: Actor, partner: Partner, action: PartnerAction) {
  const from = partner.status as PartnerStatus;
  const refuse = (because?: string) =>
    new InvalidStateError(action, from, partnerStates.actionsFrom(from, actor.roles), because);
  const next = partnerStates.next(from, action);
  if (!next || !partnerStates.isAllowed(from, action, actor.roles)) throw refuse();
  const masterStatus = partner.masterId ? await repo.lockedStatusOf(tx, partner.masterId) : null;
  const blockedBecause = transitionBlock(action, masterStatus);
  if (blockedBecause) throw refuse(blockedBecause);
  return next;
}

async function assertNewAgreement(tx: Tx, partner: Partner, reference: string | null) {
  const isOld =
    !reference ||
    partner.agreementReference?.toLowerCase() === reference.toLowerCase() ||
    (await repo.agreementWasUsed(tx, partner.id, reference));
  if (!isOld) return;
  const message =
    'agreementReference names a new agreement; the partner worked under this one before it was terminated.';
  throw new InvalidInputError([{ field: 'agreementReference', code: 'NOT_NEW', message }]);
}

type Move = Readonly<{
  action: PartnerAction;
  status: PartnerStatus;
  texts: TransitionTexts;
  effectiveOn: Date;
}>;

async function move(tx: Tx, actor: Actor, partner: Partner, to: Move, now: Date): Promise<Partner> {
  const { action, status, texts, effectiveOn } = to;
  const agreementReference = texts.agreementReference ?? partner.agreementReference;
  const moved = await repo.updatePartner(
    tx,
    partner,
    { status, statusSince: effectiveOn, agreementReference },
    now,
  );
  await repo.insertStatusChange(tx, {
    partnerId: partner.id,
    action,
    fromStatus: partner.status,
    toStatus: status,
    reason: texts.reason,
    agreementReference: texts.agreementReference,
    actorKind: actor.kind,
    actorId: actor.personId,
    effectiveOn,
    bookedAt: now,
  });
  await appendPartnerEvent(tx, actor, EVENT_TYPES[action], moved, now, {
    from: partner.status,
    to: status,
    effectiveOn: effectiveOn.toISOString().slice(0, 10),
  });
  return moved;
}
