import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed, JOB_ACTOR } from '../../platform/auth/actor.ts';
import type { Permission } from '../../platform/auth/permissions.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Referral } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './referral.repo.ts';
import type { VersionedInput } from './referral.service.ts';

export {
  lockLapsed as lapsedReferrals,
  lockUnprotected as unprotectedReferrals,
  openOfLeavers,
} from './referral-protection.repo.ts';

/** Whether a deal keeps the referral: it is open, or it was won. A lost one does not, and can reopen all the same. */
export const hasDeal = ({ opportunityId, salesStage }: Referral): boolean =>
  opportunityId !== null && salesStage !== null && salesStage !== 'LOST';

/**
 * Locks a referral whose protection somebody wants to change, as they read it.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where its partner has left
 */
export async function lockForExtension(
  tx: Tx,
  actor: Actor,
  input: VersionedInput,
  permission: Permission,
): Promise<Referral> {
  assertAllowed(actor, permission);
  const referral = await repo.lockReferral(tx, input.id);
  if (!referral) throw new NotFoundError('referral', 'id');
  if (referral.version !== input.version) throw new StaleVersionError(referral.version);
  return referral;
}

/** @throws InvalidStateError where the partner's agreement has ended, and with it every extension */
export async function assertPartnerStays(tx: Tx, referral: Referral, action: string): Promise<void> {
  if ((await repo.partnerStatusOf(tx, referral.partnerId)) !== 'TERMINATED') return;
  throw new InvalidStateError(action, referral.status, [], 'the partner agreement has ended.');
}

/** Changes a referral's protection without moving it; it counts as a change, which whoever read it before is told. */
export async function changeProtection(
  tx: Tx,
  referral: Referral,
  data: Partial<Pick<Referral, 'protectedUntil' | 'protectionEndedAt'>>,
  now: Date,
): Promise<Referral> {
  return await repo.updateReferral(tx, referral, data, now);
}

/** Tells the partner that its referral goes on without protection. */
export const appendProtectionEnded = (tx: Tx, referral: Referral, now: Date, data: EventData = {}) =>
  appendEvents(tx, JOB_ACTOR, [
    {
      type: 'referral.protection_ended',
      subjectType: 'Referral',
      subjectId: referral.id,
      partnerId: referral.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: { ...data, version: referral.version },
    },
  ]);
