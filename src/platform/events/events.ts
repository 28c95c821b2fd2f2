import type { Actor } from '../auth/actor.ts';
import type { Tx } from '../database/client.ts';
import { Prisma } from '../database/generated/client/client.ts';
import { recordset } from '../database/recordset.ts';

/** Ids, codes and numbers only: names and free text stay in tables that can be erased. */
export type EventData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export type NewEvent = Readonly<{
  /** Dotted and past tense: `referral.submitted`. */
  type: string;
  subjectType: string;
  subjectId: string;
  /** Whose event it is. What touches two partners is two events. */
  partnerId: string | null;
  /** Whether that partner's people may read it. */
  partnerVisible?: boolean;
  /** When it happened, which may be long before it is booked. */
  occurredAt: Date;
  data?: EventData;
}>;

/** Appends to the one log in the transaction that changes the state, so the log cannot disagree with it. */
export async function appendEvents(tx: Tx, actor: Actor, events: readonly NewEvent[]): Promise<void> {
  if (events.length > 0) await tx.$executeRaw(eventsInserted(actor, events));
}

/** The statement that appends them, for who has others to run with it. */
export function eventsInserted(actor: Actor, events: readonly NewEvent[]): Prisma.Sql {
  const rows = events.map(({ partnerVisible = false, data = {}, ...event }) => ({
    ...event,
    partnerVisible,
    data,
  }));
  return Prisma.sql`
    INSERT INTO event (epoch, type, subject_type, subject_id, partner_id, partner_visible, actor_kind, actor_id, occurred_at, data)
    SELECT (SELECT epoch FROM event_epoch), r.type, r."subjectType", r."subjectId", r."partnerId", r."partnerVisible",
      ${actor.kind}, ${actor.personId}::uuid, r."occurredAt", r.data
    FROM ${recordset(rows, {
      uuid: ['subjectId', 'partnerId'],
      text: ['type', 'subjectType'],
      boolean: ['partnerVisible'],
      timestamptz: ['occurredAt'],
      jsonb: ['data'],
    })}`;
}
