import {
  ConflictError,
  ForbiddenError,
  InvalidStateError,
  NotFoundError,
  StaleVersionError,
} from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Person } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { asJob } from '../../platform/database/session.ts';
import { appendEvents } from '../../platform/events/events.ts';
import { appendContactsErased } from './contact-erasure.service.ts';
import * as erasure from './erasure.repo.ts';
import { revoke } from './invitation.repo.ts';
import { appendInvitationEvent } from './invitation.service.ts';
import { lockMembershipsOf } from './membership.repo.ts';
import { isCurrent, notBefore } from './membership.rules.ts';
import { closeMembership } from './membership.service.ts';
import { mentionPattern } from './mention.rules.ts';
import * as people from './person.repo.ts';
import { appendPersonEvent, assertAdministratorRemains, type Versioned } from './person.service.ts';

export const ERASURE_REASONS = ['REQUESTED', 'NOT_NEEDED', 'ENTERED_BY_MISTAKE'] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

export type ErasureInput = Versioned & Readonly<{ reason: ErasureReason; idempotencyKey?: string | null }>;

/**
 * Ends whatever somebody was and removes who they were, wherever it stands: nobody is behind their id any more. What was
 * counted, booked and paid stays with that id. Who is erased already stays so, and nothing happens. Answers the id.
 * @throws ForbiddenError for oneself, NotFoundError, StaleVersionError, InvalidStateError for a system, ConflictError for the
 *   last administrator and for whom money is on its way to, IdempotencyConflictError
 */
export async function erasePerson(tx: Tx, actor: Actor, input: ErasureInput, now: Date): Promise<string> {
  assertAllowed(actor, 'PEOPLE_ERASE');
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'personErase', key, input: request }, async () => {
    const person = await lockToErase(tx, actor, request, now);
    // Only scheduled work sees all that must go: outgoing mail, and history that nobody else changes.
    if (!person.erasedAt) await asJob(tx, actor.scope, () => erase(tx, actor, person, request.reason, now));
    return person.id;
  });
}

async function lockToErase(tx: Tx, actor: Actor, { id, version }: Versioned, now: Date): Promise<Person> {
  if (id === actor.personId) throw new ForbiddenError('Nobody erases themselves. Ask another administrator.');
  const person = await people.lockPerson(tx, id);
  if (!person) throw new NotFoundError('person', 'id');
  if (person.erasedAt) return person;
  if (person.version !== version) throw new StaleVersionError(person.version);
  if (person.kind !== 'HUMAN')
    throw new InvalidStateError('ERASE', person.kind, ['DEACTIVATE'], 'a system is nobody to be erased.');
  await assertAdministratorRemains(tx, person, now);
  if (await erasure.isBeingPaid(tx, person.id))
    throw new ConflictError('A payout to them is on its way. Settle or cancel it first.', 'id');
  return person;
}

async function erase(tx: Tx, actor: Actor, person: Person, reason: ErasureReason, now: Date): Promise<void> {
  const whose = { personId: person.id, addresses: await erasure.addressesOf(tx, person.id) };
  const mentions = await erasure.mentionsOf(tx, whose);
  await endEverything(tx, actor, whose, now);
  await erasure.eraseOwnRows(tx, person.id);
  await erasure.eraseArrivals(tx, whose);
  await erasePayeeAccounts(tx, actor, person.id, now);
  await appendContactsErased(tx, actor, await erasure.eraseContacts(tx, mentions), now);
  const pattern = mentionPattern(mentions);
  if (pattern !== null) await erasure.eraseMentions(tx, pattern);
  const erased = await people.updatePerson(tx, person, {
    ...{ name: erasure.ERASED_NAME, email: null, erasedAt: now },
    deactivatedAt: person.deactivatedAt ?? now,
  });
  await appendPersonEvent(tx, actor, 'person.erased', erased, now, { reason });
}

async function endEverything(
  tx: Tx,
  actor: Actor,
  { personId, addresses }: Readonly<{ personId: string; addresses: readonly string[] }>,
  now: Date,
): Promise<void> {
  for (const membership of await lockMembershipsOf(tx, personId)) {
    const at = notBefore(now, [membership]);
    if (isCurrent(membership, at)) await closeMembership(tx, actor, membership, at, 'ENDED');
  }
  for (const { id, validFrom, validTo } of await people.roleTimesOf(tx, personId)) {
    // A time is never empty, so that what was granted by mistake stays on record.
    const at = new Date(Math.max(now.getTime(), validFrom.getTime() + 1));
    if (validTo === null) await people.endRole(tx, id, at);
  }
  for (const { id } of await erasure.lockOpenInvitations(tx, addresses, now)) {
    await appendInvitationEvent(tx, actor, 'invitation.revoked', await revoke(tx, id, now), now);
  }
}

async function erasePayeeAccounts(tx: Tx, actor: Actor, personId: string, now: Date): Promise<void> {
  const emptied = await erasure.emptyPayeeAccounts(tx, personId, now);
  await appendEvents(
    tx,
    actor,
    emptied.map(({ id, partnerId, membershipId, version }) => ({
      ...{ type: 'payee_account.erased', subjectType: 'PayeeAccount', subjectId: id, partnerId },
      ...{ partnerVisible: true, occurredAt: now, data: { membershipId, version } },
    })),
  );
}
