import { isUuid } from '../../kernel/ids.ts';
import { type Actor, assertAllowed } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/database/client.ts';
import { type LogPosition, laterOf, settledPosition } from '../../platform/events/reader.ts';

/** What the CRM has to know: a referral to make a deal of, or one that is taken back. */
export const CRM_CHANGE_TYPES = {
  'referral.accepted': 'REFERRAL_ACCEPTED',
  'referral.withdrawn': 'REFERRAL_WITHDRAWN',
} as const;
export type CrmChangeType = (typeof CRM_CHANGE_TYPES)[keyof typeof CRM_CHANGE_TYPES];

export type CrmChange = Readonly<{
  position: LogPosition;
  type: CrmChangeType;
  occurredAt: Date;
  referralId: string;
}>;

export type CrmChanges = Readonly<{
  changes: readonly CrmChange[];
  hasMore: boolean;
  /** Where to go on; also beyond what was no change, so that it is not read again. */
  end: LogPosition;
}>;

type EventRow = Readonly<{
  id: string;
  epoch: number;
  transaction_id: string;
  type: keyof typeof CRM_CHANGE_TYPES;
  occurred_at: Date;
  referral_id: string;
}>;

/**
 * The changes after a position of the log, in its order. They end where a transaction is still open that may yet add
 * something before them, so that whoever reads on never skips a change. Referrals that came from a CRM are not told back.
 * Reads one snapshot: give it a transaction of its own or a response's.
 * @throws ForbiddenError
 */
export async function crmChangesAfter(
  tx: Pick<Tx, '$queryRaw'>,
  actor: Actor,
  after: LogPosition,
  first: number,
): Promise<CrmChanges> {
  assertAllowed(actor, 'CRM_SYNC');
  const settled = await settledPosition(tx);
  const rows = await tx.$queryRaw<EventRow[]>`
    SELECT event.id::text, event.epoch, event.transaction_id::text, event.type, event.occurred_at, referral.id::text AS referral_id
    FROM event JOIN referral ON referral.id = event.subject_id
    WHERE referral.origin = 'PORTAL'
      AND (event.type = 'referral.accepted' OR event.type = 'referral.withdrawn' AND event.data ->> 'from' = 'ACCEPTED')
      AND (event.epoch, event.transaction_id, event.id) > (${after.epoch}, ${after.transactionId}::xid8, ${after.id}::uuid)
      AND (event.epoch, event.transaction_id, event.id) < (${settled.epoch}, ${settled.transactionId}::xid8, ${settled.id}::uuid)
    ORDER BY event.epoch, event.transaction_id, event.id
    LIMIT ${first + 1}`;
  const hasMore = rows.length > first;
  const changes = rows.slice(0, first).map(changeFrom);
  const last = changes.at(-1);
  return { changes, hasMore, end: hasMore && last ? last.position : laterOf(settled, after) };
}

const changeFrom = (row: EventRow): CrmChange => ({
  position: { epoch: row.epoch, transactionId: row.transaction_id, id: row.id },
  type: CRM_CHANGE_TYPES[row.type],
  occurredAt: row.occurred_at,
  referralId: row.referral_id,
});

export const encodePosition = ({ epoch, transactionId, id }: LogPosition): string =>
  Buffer.from(JSON.stringify([epoch, transactionId, id])).toString('base64url');

/** Null for whatever is no position that was encoded. */
export function decodePosition(text: string): LogPosition | null {
  try {
    const [epoch, transactionId, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    const isPosition =
      Number.isInteger(epoch) &&
      (epoch as number) >= 0 &&
      (epoch as number) < 2 ** 31 &&
      typeof transactionId === 'string' &&
      /^\d{1,19}$/.test(transactionId) &&
      typeof id === 'string' &&
      isUuid(id);
    return isPosition ? { epoch: epoch as number, transactionId, id } : null;
  } catch {
    return null;
  }
}
