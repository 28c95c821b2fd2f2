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
import { violates } from '../../platform/database/session.ts';
import { appendEvents, type EventData } from '../../platform/events/events.ts';
import * as repo from './person.repo.ts';
import {
  type Identity,
  identityOf,
  newPersonOf,
  type PersonChange,
  type PersonInput,
  personChangeOf,
} from './person.rules.ts';

export type Versioned = Readonly<{ id: string; version: number }>;

/**
 * Adds somebody to the vendor's staff, or one of its systems. Partners' people come by invitation.
 * @throws ForbiddenError, InvalidInputError, ConflictError, IdempotencyConflictError
 */
export async function createPerson(
  tx: Tx,
  actor: Actor,
  input: PersonInput & Readonly<{ idempotencyKey?: string | null }>,
  now: Date,
): Promise<string> {
  assertAllowed(actor, 'PEOPLE_WRITE');
  const { idempotencyKey: key, ...request } = input;
  return await once(tx, actor, { mutation: 'personCreate', key, input: request }, async () => {
    const { kind, name, email, title, roles, identity } = newPersonOf(request);
    for (const role of roles) assertMayGrant(actor, role);
    const person = await repo
      .insertPerson(tx, { kind, name, email, createdAt: now })
      .catch(refuseKnownAddress);
    if (kind === 'HUMAN') await repo.saveCard(tx, person, title);
    if (identity && !(await repo.linkIdentity(tx, person.id, identity))) throw identityTaken('identity');
    for (const role of roles) await repo.insertRole(tx, person.id, role, now);
    await appendPersonEvent(tx, actor, 'person.created', person, now, { kind, roles });
    return person.id;
  });
}

/**
 * Changes a person's name, mail address or title, and the business card with them. An administrator's mail address is
 * for administrators to change.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, ConflictError
 */
export async function updatePerson(
  tx: Tx,
  actor: Actor,
  input: Versioned & PersonChange,
  now: Date,
): Promise<Person> {
  assertAllowed(actor, 'PEOPLE_WRITE');
  const person = await lockAsRead(tx, input);
  const change = personChangeOf(input);
  // What the portal mails to an administrator would go to whoever could change the address.
  const isReaddressed = change.person.email !== undefined && change.person.email !== person.email;
  if (isReaddressed && input.id !== actor.personId) await assertMayChangeAccess(tx, actor, person, now);
  const updated = await repo.updatePerson(tx, person, change.person).catch(refuseKnownAddress);
  const isStaff = await repo.hasCard(tx, person.id);
  if (isStaff) await repo.saveCard(tx, updated, change.title);
  const changed = (['name', 'email'] as const).filter((name) => person[name] !== updated[name]);
  await appendPersonEvent(tx, actor, 'person.changed', updated, now, { changed });
  return updated;
}

/**
 * Takes all access away, of staff and partners' people alike: the next request finds them unknown.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError, ConflictError for the last administrator
 */
export async function deactivatePerson(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  if (person.deactivatedAt) throw new InvalidStateError('DEACTIVATE', 'DEACTIVATED', ['REACTIVATE']);
  await assertAdministratorRemains(tx, person, now);
  const deactivated = await repo.updatePerson(tx, person, { deactivatedAt: now });
  await appendPersonEvent(tx, actor, 'person.deactivated', deactivated, now);
  return deactivated;
}

/**
 * Gives access back: the roles and memberships that were not ended meanwhile.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidStateError
 */
export async function reactivatePerson(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  if (!person.deactivatedAt) throw new InvalidStateError('REACTIVATE', 'ACTIVE', ['DEACTIVATE']);
  const reactivated = await repo.updatePerson(tx, person, { deactivatedAt: null });
  await appendPersonEvent(tx, actor, 'person.reactivated', reactivated, now);
  return reactivated;
}

/**
 * Lets somebody in by one more sign-in of the identity provider.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, ConflictError where it is somebody's
 */
export async function linkIdentity(
  tx: Tx,
  actor: Actor,
  input: Versioned & Identity,
  now: Date,
): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  const linked = await repo.linkIdentity(tx, person.id, identityOf(input));
  if (!linked) throw identityTaken('subject');
  const updated = await repo.updatePerson(tx, person);
  await appendPersonEvent(tx, actor, 'person.identity_linked', updated, now);
  return updated;
}

/**
 * Ends access by a sign-in, at once.
 * @throws ForbiddenError, NotFoundError, StaleVersionError, InvalidInputError, ConflictError for the last administrator
 */
export async function unlinkIdentity(
  tx: Tx,
  actor: Actor,
  input: Versioned & Identity,
  now: Date,
): Promise<Person> {
  const person = await lockForAccess(tx, actor, input, now);
  if (!(await repo.unlinkIdentity(tx, person.id, identityOf(input))))
    throw new NotFoundError('identity', 'subject');
  await assertAdministratorRemains(tx, person, now);
  const updated = await repo.updatePerson(tx, person);
  await appendPersonEvent(tx, actor, 'person.identity_unlinked', updated, now);
  return updated;
}

/** @throws ForbiddenError */
export function assertMayGrant(actor: Actor, role: string): void {
  if (role === 'ADMIN' && !actor.roles.includes('ADMIN'))
    throw new ForbiddenError('Only an administrator grants ADMIN. Ask one.');
}

/**
 * Locks a person whose access is about to change. Nobody changes their own, and only administrators that of an
 * administrator: by a sign-in of one's own, one would become them.
 * @throws ForbiddenError, NotFoundError, StaleVersionError
 */
export async function lockForAccess(tx: Tx, actor: Actor, input: Versioned, now: Date): Promise<Person> {
  assertAllowed(actor, 'PEOPLE_WRITE');
  if (input.id === actor.personId)
    throw new ForbiddenError('Nobody changes their own access. Ask a colleague.');
  const person = await lockAsRead(tx, input);
  await assertMayChangeAccess(tx, actor, person, now);
  return person;
}

async function assertMayChangeAccess(tx: Tx, actor: Actor, person: Person, now: Date): Promise<void> {
  if (!actor.roles.includes('ADMIN') && (await isAdministrator(tx, person, now)))
    throw new ForbiddenError("Only an administrator changes an administrator's access. Ask one.");
}

/** @throws ConflictError where nobody else could administer any more. */
export async function assertAdministratorRemains(tx: Tx, person: Person, now: Date): Promise<void> {
  if (!(await isAdministrator(tx, person, now)) || (await repo.hasOtherAdministrator(tx, person.id))) return;
  throw new ConflictError('This is the last administrator. Grant ADMIN to somebody else first.', 'id');
}

export const appendPersonEvent = (
  tx: Tx,
  actor: Actor,
  type: string,
  person: Person,
  now: Date,
  data: EventData = {},
) =>
  appendEvents(tx, actor, [
    {
      type,
      subjectType: 'Person',
      subjectId: person.id,
      partnerId: null,
      occurredAt: now,
      data: { ...data, version: person.version },
    },
  ]);

async function lockAsRead(tx: Tx, { id, version }: Versioned): Promise<Person> {
  const person = await repo.lockPerson(tx, id);
  if (!person) throw new NotFoundError('person', 'id');
  if (person.erasedAt) throw new InvalidStateError('CHANGE', 'ERASED', []);
  if (person.version !== version) throw new StaleVersionError(person.version);
  return person;
}

const isAdministrator = async (tx: Tx, { id }: Person, now: Date): Promise<boolean> =>
  (await repo.roleTimesOf(tx, id)).some(
    ({ role, validTo }) => role === 'ADMIN' && (validTo === null || validTo > now),
  );

const identityTaken = (field: string) =>
  new ConflictError('This identity is linked to a person already. Unlink it there first.', field);

function refuseKnownAddress(error: unknown): never {
  if (violates(error, 'email')) throw new ConflictError('Somebody has this mail address already.', 'email');
  throw error;
}
