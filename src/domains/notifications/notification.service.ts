import { ForbiddenError, InvalidInputError } from '../../kernel/errors.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import * as repo from './notification.repo.ts';
import {
  type Audience,
  assertPreferences,
  type Preference,
  preferencesOf,
} from './notification-topics.rules.ts';

export const { PREFERENCE_QUERIES } = repo;

const IDS_MAX = 100;

function personIdOf(actor: Actor): string {
  assertAllowed(actor, 'NOTIFICATIONS_READ');
  if (!actor.personId) throw new ForbiddenError();
  return actor.personId;
}

/**
 * Marks notifications of the actor as read. Ids of others, and of what was read before, change nothing, alike.
 * Reading is a person's own affair, so it is no event.
 * @throws ForbiddenError, InvalidInputError
 */
export async function markNotificationsRead(
  tx: Tx,
  actor: Actor,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  personIdOf(actor);
  if (ids.length === 0 || ids.length > IDS_MAX) {
    const message = `ids names 1 to ${IDS_MAX} notifications.`;
    throw new InvalidInputError([{ field: 'ids', code: 'OUT_OF_RANGE', message }]);
  }
  return await repo.markRead(tx, ids, now);
}

/**
 * Marks as read what the actor was told up to an instant, so that what came after the list was read stays unread.
 * @throws ForbiddenError
 */
export const markAllNotificationsRead = async (
  tx: Tx,
  actor: Actor,
  until: Date,
  now: Date,
): Promise<number> => repo.markAllRead(tx, personIdOf(actor), until, now);

export const audienceOf = (actor: Actor): Audience => (actor.kind === 'PARTNER' ? 'PARTNER' : 'STAFF');

/**
 * What the actor wants to be told of, and how: every topic that the actor can be told of.
 * @throws ForbiddenError
 */
export async function notificationPreferencesOf(
  db: Pick<Tx, 'notificationPreference'>,
  actor: Actor,
): Promise<Preference[]> {
  const said = await db.notificationPreference.findMany({ where: { personId: personIdOf(actor) } });
  return preferencesOf(audienceOf(actor), said as readonly Preference[]);
}

/**
 * Sets what the actor wants to be told of; topics that are left out stay. It holds for what is told from now on.
 * @throws ForbiddenError, InvalidInputError
 */
export async function saveNotificationPreferences(
  tx: Tx,
  actor: Actor,
  preferences: readonly Preference[],
): Promise<void> {
  const personId = personIdOf(actor);
  assertPreferences(audienceOf(actor), preferences);
  await repo.savePreferences(tx, personId, preferences);
}
