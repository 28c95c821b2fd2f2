import { ConflictError, ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import type { PartnerRole } from '../../kernel/roles.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Invitation, Membership, Person } from '../../platform/database/generated/client/client.ts';
import * as repo from './invitation.repo.ts';
import { invitationStatusOf } from './invitation.rules.ts';
import { appendInvitationEvent, codeHashOf } from './invitation.service.ts';
import { findPartner, insertMembership, lockMembershipsOf } from './membership.repo.ts';
import { isCurrent, notBefore, takesPeople } from './membership.rules.ts';
import { appendMembershipEvent, closeMembership } from './membership.service.ts';
import * as people from './person.repo.ts';
import { appendPersonEvent } from './person.service.ts';

type Identity = NonNullable<Actor['identity']>;

/** What somebody joined. Their request began without access, so it cannot read more than this. */
export type Acceptance = Readonly<{ partnerName: string; role: PartnerRole; since: Date }>;

/**
 * One refusal for every reason, as whoever tries codes must not learn which of them exist, whom they are for, or
 * who works for the vendor.
 */
const notAcceptable = () =>
  new InvalidInputError([
    {
      field: 'code',
      code: 'NOT_ACCEPTABLE',
      message:
        'No open invitation with this code is for the verified mail address of your sign-in. Check the code and the ' +
        'account that you are signed in with, or ask whoever invited you for a new invitation.',
    },
  ]);

/**
 * Takes up an invitation: links the sign-in to a person, ends the person's time at another partner at that instant,
 * and begins the time at this one. The transaction runs as a job, since it is not known yet who asks.
 * @throws ForbiddenError, InvalidInputError, ConflictError where the person belongs to the partner already
 */
export async function acceptInvitation(tx: Tx, actor: Actor, code: string, now: Date): Promise<Acceptance> {
  if (actor.kind === 'ANONYMOUS')
    throw new ForbiddenError('Sign in first, with the mail address that was invited.');
  if (actor.kind !== 'UNKNOWN' && actor.kind !== 'PARTNER')
    throw new ForbiddenError("Invitations are for partners' people.");
  const { identity } = actor;
  const invitation = await repo.lockInvitationByCode(tx, codeHashOf(code));
  const isOpen = invitation !== null && invitationStatusOf(invitation, now) === 'OPEN';
  if (!isOpen || !identity?.email || identity.email.toLowerCase() !== invitation.email) throw notAcceptable();
  const partner = await findPartner(tx, invitation.partnerId);
  if (!partner || !takesPeople(partner.status)) throw notAcceptable();
  const person = await personBehind(tx, actor, identity, invitation, now);
  const joined: Actor = { ...actor, kind: 'PARTNER', personId: person.id };
  const membership = await join(tx, joined, person, invitation, now);
  const accepted = await repo.markAccepted(tx, invitation.id, membership.id, membership.validFrom);
  await appendInvitationEvent(tx, joined, 'invitation.accepted', accepted, membership.validFrom);
  return { partnerName: partner.name, role: invitation.role as PartnerRole, since: membership.validFrom };
}

/** Whoever the sign-in belongs to; else whoever has its verified address; else somebody new. Locked. */
async function personBehind(
  tx: Tx,
  actor: Actor,
  identity: Identity,
  { email, name }: Invitation,
  now: Date,
): Promise<Person> {
  const linkedId = await people.personIdOfIdentity(tx, identity);
  const isNew = !linkedId && (await people.insertPersonOnce(tx, { name, email, createdAt: now }));
  const person = linkedId ? await people.lockPerson(tx, linkedId) : await people.lockPersonByEmail(tx, email);
  // The vendor's own people and systems are not let in by a partner, and nobody whose access was taken away.
  if (!person || person.deactivatedAt || person.kind !== 'HUMAN') throw notAcceptable();
  if (await people.hasStaffRole(tx, person.id, now)) throw notAcceptable();
  const self = { ...actor, personId: person.id };
  if (isNew) await appendPersonEvent(tx, self, 'person.created', person, now);
  if (!linkedId) await linkSignIn(tx, self, person, identity, now);
  return person;
}

/** A request that overtook this one may have linked it meanwhile, to this person or, if staff did it, to another. */
async function linkSignIn(tx: Tx, actor: Actor, person: Person, identity: Identity, now: Date) {
  if (await people.linkIdentity(tx, person.id, identity))
    await appendPersonEvent(tx, actor, 'person.identity_linked', person, now);
  else if ((await people.personIdOfIdentity(tx, identity)) !== person.id) throw notAcceptable();
}

async function join(
  tx: Tx,
  actor: Actor,
  person: Person,
  invitation: Invitation,
  now: Date,
): Promise<Membership> {
  const { partnerId, email, name, role, seesAllReferrals } = invitation;
  const earlier = await lockMembershipsOf(tx, person.id);
  const from = notBefore(now, earlier);
  const current = earlier.filter((membership) => isCurrent(membership, from));
  if (current.some((membership) => membership.partnerId === partnerId))
    throw new ConflictError('You belong to this partner already.', 'code');
  for (const membership of current) await closeMembership(tx, actor, membership, from, 'MOVED');
  const membership = await insertMembership(tx, {
    ...{ partnerId, email, name, role, seesAllReferrals },
    personId: person.id,
    validFrom: from,
  });
  await appendMembershipEvent(tx, actor, 'membership.started', membership, from, { role, seesAllReferrals });
  return membership;
}
