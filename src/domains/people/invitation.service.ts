import { createHash, randomBytes } from 'node:crypto';
import { ConflictError, InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { PartnerRole } from '../../kernel/roles.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Invitation } from '../../platform/database/generated/client/client.ts';
import { once } from '../../platform/database/idempotency.ts';
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './invitation.repo.ts';
import { invitationExpiryOf, invitationStatusOf } from './invitation.rules.ts';
import { findPartner, hasMemberWithEmail } from './membership.repo.ts';
import { takesPeople } from './membership.rules.ts';
import { NAME_LENGTH_MAX } from './person.rules.ts';

export type InvitationInput = Readonly<{
  partnerId: string;
  email: string;
  name: string;
  role: PartnerRole;
  seesAllReferrals?: boolean | null;
  idempotencyKey?: string | null;
}>;

/** The code is known here once and never again: whoever invites passes it on, and only its hash is kept. */
export type CreatedInvitation = Readonly<{ id: string; code: string | null }>;

/** What is stored of a code: nobody who reads the database can accept an invitation. */
export const codeHashOf = (code: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(code).digest());

/**
 * Invites somebody to a partner. The code is null where a repeated key answers an earlier invitation.
 * @throws ForbiddenError, InvalidInputError, NotFoundError, InvalidStateError where the partner takes in nobody,
 *   ConflictError where the address is a member's or has an open invitation, IdempotencyConflictError
 */
export async function createInvitation(
  tx: Tx,
  actor: Actor,
  input: InvitationInput,
  now: Date,
): Promise<CreatedInvitation> {
  assertAllowed(actor, 'MEMBERS_WRITE');
  const { idempotencyKey: key, ...request } = input;
  const code = randomBytes(32).toString('base64url');
  let isNew = false;
  const id = await once(tx, actor, { mutation: 'invitationCreate', key, input: request }, async () => {
    isNew = true;
    return (await invite(tx, actor, request, codeHashOf(code), now)).id;
  });
  return { id, code: isNew ? code : null };
}

async function invite(
  tx: Tx,
  actor: Actor,
  input: Omit<InvitationInput, 'idempotencyKey'>,
  codeHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<Invitation> {
  const fields = new FieldReader();
  const [email, name] = [
    fields.email('email', input.email),
    fields.line('name', input.name, NAME_LENGTH_MAX),
  ];
  fields.done();
  const { partnerId, role } = input;
  const partner = await findPartner(tx, partnerId);
  if (!partner) throw new NotFoundError('partner', 'partnerId');
  if (!takesPeople(partner.status)) throw new InvalidStateError('INVITE', partner.status, []);
  if (await hasMemberWithEmail(tx, partnerId, email))
    throw new ConflictError('Somebody with this mail address is a member already.', 'email');
  await repo.clearExpired(tx, partnerId, email, now);
  const seesAllReferrals = input.seesAllReferrals ?? false;
  const invitation = await repo
    .insertInvitation(tx, {
      ...{ partnerId, email, name, role, seesAllReferrals, codeHash },
      invitedById: actor.personId!,
      createdAt: now,
      expiresAt: invitationExpiryOf(now),
    })
    .catch((error: unknown) => {
      if (!violates(error, 'invitation_open_once')) throw error;
      throw new ConflictError('This mail address has an open invitation: revoke it to invite anew.', 'email');
    });
  await appendInvitationEvent(tx, actor, 'invitation.created', invitation, now, { role, seesAllReferrals });
  return invitation;
}

/**
 * Takes an open invitation back: its code opens nothing any more.
 * @throws ForbiddenError, NotFoundError, InvalidStateError
 */
export async function revokeInvitation(
  tx: Tx,
  actor: Actor,
  input: Readonly<{ id: string }>,
  now: Date,
): Promise<Invitation> {
  assertAllowed(actor, 'MEMBERS_WRITE');
  const invitation = await repo.lockInvitation(tx, input.id);
  if (!invitation) throw new NotFoundError('invitation', 'id');
  const status = invitationStatusOf(invitation, now);
  if (status !== 'OPEN') throw new InvalidStateError('REVOKE', status, []);
  const revoked = await repo.revoke(tx, invitation.id, now);
  await appendInvitationEvent(tx, actor, 'invitation.revoked', revoked, now);
  return revoked;
}

export const appendInvitationEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  invitation: Invitation,
  now: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Invitation',
      subjectId: invitation.id,
      partnerId: invitation.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data,
    },
  ]);
