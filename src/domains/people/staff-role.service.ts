import { ConflictError, InvalidStateError } from '../../kernel/errors.ts';
import type { StaffRole } from '../../kernel/roles.ts';
import type { Actor } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import type { Person, StaffRole as StaffRoleTime } from '../../platform/database/generated/client/client.ts';
import { worksForPartner } from './membership.repo.ts';
import * as repo from './person.repo.ts';
import { assertRoleFits, type PersonKind } from './person.rules.ts';
import {
  appendPersonEvent,
  assertAdministratorRemains,
  assertMayGrant,
  lockForAccess,
  type Versioned,
} from './person.service.ts';

export type RoleInput = Versioned & Readonly<{ role: StaffRole }>;

/**
 * Gives somebody a staff role from now on, and a business card with the first one.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, InvalidStateError where they have it,
 *   ConflictError where they work for a partner: nobody is both at once
 */
export async function grantStaffRole(tx: Tx, actor: Actor, input: RoleInput, now: Date): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  const { role } = input;
  assertMayGrant(actor, role);
  assertRoleFits(person.kind as PersonKind, role);
  const times = await timesOf(tx, person, role);
  if (times.some(({ validTo }) => validTo === null))
    throw new InvalidStateError('GRANT', 'GRANTED', ['REVOKE']);
  if (await worksForPartner(tx, person.id, now))
    throw new ConflictError('This person works for a partner. End that membership first.', 'id');
  await repo.insertRole(tx, person.id, role, latest(now, ...times.map(({ validTo }) => validTo!)));
  if (person.kind === 'HUMAN') await repo.saveCard(tx, person);
  const updated = await repo.updatePerson(tx, person);
  await appendPersonEvent(tx, actor, 'person.role_granted', updated, now, { role });
  return updated;
}

/**
 * Takes a staff role away, at once.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError where they do not have it,
 *   ConflictError for the last administrator
 */
export async function revokeStaffRole(tx: Tx, actor: Actor, input: RoleInput, now: Date): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  const { role } = input;
  const current = (await timesOf(tx, person, role)).find(({ validTo }) => validTo === null);
  if (!current) throw new InvalidStateError('REVOKE', 'NOT_GRANTED', ['GRANT']);
  if (role === 'ADMIN') await assertAdministratorRemains(tx, person, now);
  // A time is never empty, so that what was granted by mistake stays on record.
  await repo.endRole(tx, current.id, latest(now, new Date(current.validFrom.getTime() + 1)));
  const updated = await repo.updatePerson(tx, person);
  await appendPersonEvent(tx, actor, 'person.role_revoked', updated, now, { role });
  return updated;
}

const timesOf = async (tx: Tx, person: Person, role: StaffRole): Promise<StaffRoleTime[]> =>
  (await repo.roleTimesOf(tx, person.id)).filter((time) => time.role === role);

const latest = (...dates: Date[]): Date => new Date(Math.max(...dates.map((date) => date.getTime())));
