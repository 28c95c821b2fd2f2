import { ForbiddenError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Spiff, SpiffConsent } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { asJob } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import * as repo from './spiff.repo.ts';
import type { SpiffStatus } from './spiff.states.ts';

export const OFFERS_MAX = 100;

/** The SPIFFs that are open today or will be, for whoever may know of them; without what is left of their budgets. */
export const offeredSpiffs = (tx: Tx, today: Date): Promise<Spiff[]> =>
  repo.openSpiffs(tx, today, OFFERS_MAX);

export type ConsentInput = Readonly<{
  partnerId: string;
  spiffId: string;
  membershipId?: string | null;
  idempotencyKey?: string | null;
}>;

/**
 * Lets a partner's people, or one of them, be paid by a SPIFF. Answers the consent's id.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where the SPIFF is not open or pays no people, ConflictError where it
 * is given already, IdempotencyConflictError
 */
export async function giveConsent(
  tx: Tx,
  actor: Actor,
  { idempotencyKey, ...input }: ConsentInput,
  now: Date,
): Promise<string> {
  const givenById = consenting(actor);
  const request = { mutation: 'spiffConsentGive', key: idempotencyKey, input };
  return await once(tx, actor, request, async () => {
    const { partnerId, spiffId } = input;
    const membershipId = input.membershipId ?? null;
    if (!(await repo.findPartner(tx, partnerId))) throw new NotFoundError('partner', 'partnerId');
    if (membershipId !== null && !(await repo.findMembership(tx, membershipId, partnerId)))
      throw new NotFoundError('membership', 'membershipId');
    const spiff = await asJob(tx, actor.scope, () => repo.findSpiff(tx, spiffId));
    if (!spiff || (spiff.status as SpiffStatus) === 'DRAFT') throw new NotFoundError('SPIFF', 'spiffId');
    if (spiff.status !== 'PUBLISHED') throw new InvalidStateError('CONSENT', spiff.status, []);
    if (!spiff.paysPerson)
      throw new InvalidStateError('CONSENT', spiff.status, [], 'it pays partners, which needs no consent.');
    const consent = await repo.insertConsent(tx, {
      partnerId,
      spiffId,
      membershipId,
      givenById,
      givenAt: now,
    });
    await appendConsentEvent(tx, actor, 'spiff.consent_given', consent, now);
    return consent.id;
  });
}

/**
 * Takes a consent back: nobody is paid by it from now on, and what was earned stays.
 * @throws ForbiddenError, NotFoundError, InvalidStateError where it is revoked already
 */
export async function revokeConsent(
  tx: Tx,
  actor: Actor,
  { id }: Readonly<{ id: string }>,
  now: Date,
): Promise<void> {
  consenting(actor);
  const consent = await repo.lockConsent(tx, id);
  if (!consent) throw new NotFoundError('consent', 'id');
  if (consent.revokedAt) throw new InvalidStateError('REVOKE', 'REVOKED', []);
  await repo.revokeConsent(tx, id, now);
  await appendConsentEvent(tx, actor, 'spiff.consent_revoked', consent, now);
}

/** A consent is always a person's. */
function consenting(actor: Actor): string {
  assertAllowed(actor, 'SPIFFS_CONSENT');
  if (!actor.personId) throw new ForbiddenError('Only a person gives and revokes consents.');
  return actor.personId;
}

const appendConsentEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  { id, partnerId, spiffId, membershipId }: SpiffConsent,
  occurredAt: Date,
) =>
  appendEvents(tx, actor, [
    {
      ...{ type, subjectType: 'SpiffConsent', subjectId: id, partnerId, partnerVisible: true, occurredAt },
      data: { spiffId, membershipId },
    },
  ]);
