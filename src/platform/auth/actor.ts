import { ForbiddenError } from '../../kernel/errors.ts';
import type { PartnerRole, Role } from '../../kernel/roles.ts';
import type { Scope } from '../database/session.ts';
import type { Permission } from './permissions.ts';
import { ROLE_PERMISSIONS } from './role-permissions.ts';

export type Membership = Readonly<{
  id: string;
  partnerId: string;
  role: PartnerRole;
  seesAllReferrals: boolean;
  partnerStatus: string;
}>;

export type ActorKind = 'ANONYMOUS' | 'UNKNOWN' | 'PARTNER' | 'STAFF' | 'SERVICE' | 'JOB';

/** Who asks, what they may do, and what the database shows them. */
export type Actor = Readonly<{
  kind: ActorKind;
  personId: string | null;
  /** For the person's own eyes; never logged. */
  name: string | null;
  roles: readonly Role[];
  permissions: ReadonlySet<Permission>;
  membership: Membership | null;
  scope: Scope;
  /** The verified token of whom an invitation may let in: somebody unknown, or a partner's person who may move. */
  identity: Readonly<{ issuer: string; subject: string; email: string | null }> | null;
}>;

const permissionsOf = (roles: readonly Role[]) => new Set(roles.flatMap((role) => ROLE_PERMISSIONS[role]));

const PUBLIC_SCOPE: Scope = { role: 'portal_public', partnerIds: [], membershipIds: [], actorId: null };

export const ANONYMOUS: Actor = {
  kind: 'ANONYMOUS',
  personId: null,
  name: null,
  roles: [],
  permissions: new Set(),
  membership: null,
  scope: PUBLIC_SCOPE,
  identity: null,
};

export const JOB_ACTOR: Actor = {
  kind: 'JOB',
  personId: null,
  name: null,
  roles: ['JOB'],
  permissions: permissionsOf(['JOB']),
  membership: null,
  scope: { role: 'portal_job', partnerIds: [], membershipIds: [], actorId: null },
  identity: null,
};

/** What the database knows of the person behind a token: the answer of `portal_identify`. */
export type KnownPerson = Readonly<{
  personId: string;
  kind: 'HUMAN' | 'SERVICE';
  name: string;
  active: boolean;
  staffRoles: Role[];
  memberships: Membership[];
  ownPartnerIds: string[];
  assignedPartnerIds: string[];
}>;

/**
 * Somebody who left, or was deactivated, is as unknown as a stranger.
 * Staff roles win over a membership: nobody is both at once.
 */
export function actorOf(identity: NonNullable<Actor['identity']>, person: KnownPerson | null): Actor {
  if (!person?.active) return { ...ANONYMOUS, kind: 'UNKNOWN', identity: person ? null : identity };
  if (person.staffRoles.length > 0) return staffActor(person);
  const membership = person.memberships[0];
  if (!membership) return { ...ANONYMOUS, kind: 'UNKNOWN', identity };
  const seesAll = membership.role === 'PARTNER_ADMIN' || membership.seesAllReferrals;
  return {
    kind: 'PARTNER',
    personId: person.personId,
    name: person.name,
    roles: [membership.role],
    permissions: permissionsOf([membership.role]),
    membership,
    identity,
    scope: {
      role: seesAll ? 'portal_partner' : 'portal_member',
      partnerIds: person.ownPartnerIds,
      membershipIds: [membership.id],
      actorId: person.personId,
    },
  };
}

function staffActor(person: KnownPerson): Actor {
  const roles = person.staffRoles;
  const onlyPortfolio = roles.every((role) => role === 'CHANNEL_MANAGER');
  return {
    kind: person.kind === 'SERVICE' ? 'SERVICE' : 'STAFF',
    personId: person.personId,
    name: person.name,
    roles,
    permissions: permissionsOf(roles),
    membership: null,
    identity: null,
    scope: {
      role: onlyPortfolio ? 'portal_portfolio' : 'portal_staff',
      partnerIds: onlyPortfolio ? person.assignedPartnerIds : [],
      membershipIds: [],
      actorId: person.personId,
    },
  };
}

export const isAllowed = (actor: Actor, permission: Permission): boolean => actor.permissions.has(permission);

/** @throws ForbiddenError */
export function assertAllowed(actor: Actor, permission: Permission): void {
  if (isAllowed(actor, permission)) return;
  throw actor.kind === 'ANONYMOUS'
    ? new ForbiddenError('Sign in first: send a bearer token in the Authorization header.')
    : new ForbiddenError();
}
