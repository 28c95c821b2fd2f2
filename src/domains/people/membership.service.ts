import { InvalidStateError, NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { FieldReader } from '../../kernel/fields.ts';
import type { PartnerRole } from '../../kernel/roles.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Membership } from '../../platform/database/generated/client/client.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './membership.repo.ts';
import { isCurrent, notBefore } from './membership.rules.ts';
import { NAME_LENGTH_MAX } from './person.rules.ts';

type Versioned = Readonly<{ id: string; version: number }>;

export type MembershipUpdate = Versioned &
  Readonly<{ name?: string | null; role?: PartnerRole | null; seesAllReferrals?: boolean | null }>;

/**
 * Changes what somebody is at a partner; what is left out stays.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, InvalidStateError where the membership
 *   has ended, or where a partner would take the role from its last administrator.
 */
export async function updateMembership(
  tx: Tx,
  actor: Actor,
  input: MembershipUpdate,
  now: Date,
): Promise<Membership> {
  assertAllowed(actor, 'MEMBERS_WRITE');
  const membership = await lockCurrent(tx, input, 'UPDATE', now);
  const fields = new FieldReader();
  const after = {
    name: input.name == null ? membership.name : fields.line('name', input.name, NAME_LENGTH_MAX),
    role: input.role ?? membership.role,
    seesAllReferrals: input.seesAllReferrals ?? membership.seesAllReferrals,
  };
  fields.done();
  if (after.role !== 'PARTNER_ADMIN') await assertAdminRemains(tx, actor, membership, 'UPDATE');
  const updated = await repo.updateMembership(tx, membership, after);
  await appendMembershipEvent(tx, actor, 'membership.changed', updated, now, {
    changed: (['name', 'role', 'seesAllReferrals'] as const).filter(
      (name) => after[name] !== membership[name],
    ),
    role: updated.role,
    seesAllReferrals: updated.seesAllReferrals,
  });
  return updated;
}

/**
 * Ends somebody's time at a partner: their next request finds them without access. What they registered stays.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where it has ended already, or where
 *   a partner would end its last administrator.
 */
export async function endMembership(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<Membership> {
  assertAllowed(actor, 'MEMBERS_WRITE');
  const membership = await lockCurrent(tx, input, 'END', now);
  await assertAdminRemains(tx, actor, membership, 'END');
  return await closeMembership(tx, actor, membership, notBefore(now, [membership]), 'ENDED');
}

/** Ends a membership at an instant, for whoever has decided and locked. */
export async function closeMembership(
  tx: Tx,
  actor: Actor,
  membership: Membership,
  at: Date,
  reason: 'ENDED' | 'MOVED',
): Promise<Membership> {
  const ended = await repo.updateMembership(tx, membership, { validTo: at });
  await appendMembershipEvent(tx, actor, 'membership.ended', ended, at, { reason });
  return ended;
}

export const appendMembershipEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  membership: Membership,
  now: Date,
  data: EventData,
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Membership',
      subjectId: membership.id,
      partnerId: membership.partnerId,
      partnerVisible: true,
      occurredAt: now,
      data: { ...data, version: membership.version },
    },
  ]);

async function lockCurrent(
  tx: Tx,
  input: Versioned,
  action: 'UPDATE' | 'END',
  now: Date,
): Promise<Membership> {
  const membership = await repo.lockMembership(tx, input.id);
  if (!membership) throw new NotFoundError('membership', 'id');
  if (membership.version !== input.version) throw new StaleVersionError(membership.version);
  if (!isCurrent(membership, notBefore(now, [membership]))) throw new InvalidStateError(action, 'ENDED', []);
  return membership;
}

/** The vendor can leave a partner without an administrator, a partner cannot: nobody there could undo it. */
async function assertAdminRemains(tx: Tx, actor: Actor, membership: Membership, action: 'UPDATE' | 'END') {
  if (actor.kind !== 'PARTNER' || membership.role !== 'PARTNER_ADMIN') return;
  if (await repo.hasOtherAdmin(tx, membership)) return;
  const because =
    'a partner keeps at least one PARTNER_ADMIN. Make somebody else one first, or ask the vendor.';
  throw new InvalidStateError(action, 'LAST_ADMIN', [], because);
}
