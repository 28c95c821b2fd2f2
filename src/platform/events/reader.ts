import type { Tx } from '../database/client.ts';
import type { Prisma } from '../database/generated/client/client.ts';

/** A place in the event log: nothing that commits later comes before it. */
export type LogPosition = Readonly<{ epoch: number; transactionId: string; id: string }>;

export type LogEvent = Readonly<{
  position: LogPosition;
  id: string;
  type: string;
  subjectType: string;
  subjectId: string;
  partnerId: string | null;
  partnerVisible: boolean;
  actorKind: string;
  actorId: string | null;
  occurredAt: Date;
  bookedAt: Date;
  data: Prisma.JsonObject;
}>;

export type LogPage = Readonly<{
  events: readonly LogEvent[];
  /** Where to go on; also beyond what was not asked for, so that it is not read again. */
  end: LogPosition;
  hasMore: boolean;
}>;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LATER_EVENTS_MAX = 10_000;
export const LOG_START: LogPosition = { epoch: 0, transactionId: '0', id: FIRST_ID };

type Row = Omit<LogEvent, 'position'> & Readonly<{ epoch: number; transactionId: string }>;

/**
 * Up to where the log is settled: whatever stands before it has committed or never will. Read first and apart, as what
 * was settled then is visible to the next statement, whatever the isolation.
 */
export async function settledPosition(tx: Pick<Tx, '$queryRaw'>): Promise<LogPosition> {
  const [horizon] = await tx.$queryRaw<{ epoch: number; transactionId: string }[]>`
    SELECT epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS "transactionId" FROM event_epoch`;
  return { ...horizon!, id: FIRST_ID };
}

/**
 * The events after a position of the log, in its order, of these types or of all. They end where a transaction is
 * still open that may yet add something before them, so that whoever reads on from `end` never skips an event.
 */
export async function readEvents(
  tx: Pick<Tx, '$queryRaw'>,
  after: LogPosition,
  limit: number,
  types: readonly string[] | null = null,
): Promise<LogPage> {
  const settled = await settledPosition(tx);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, epoch, transaction_id::text AS "transactionId", type, subject_type AS "subjectType",
      subject_id AS "subjectId", partner_id AS "partnerId", partner_visible AS "partnerVisible",
      actor_kind AS "actorKind", actor_id AS "actorId", occurred_at AS "occurredAt", booked_at AS "bookedAt", data
    FROM event
    WHERE (epoch, transaction_id, id) > (${after.epoch}, ${after.transactionId}::xid8, ${after.id}::uuid)
      AND (epoch, transaction_id, id) < (${settled.epoch}, ${settled.transactionId}::xid8, ${settled.id}::uuid)
      AND (${types === null} OR type = ANY (${types ?? []}::text[]))
    ORDER BY epoch, transaction_id, id LIMIT ${limit + 1}`;
  const hasMore = rows.length > limit;
  const events = rows.slice(0, limit).map(eventFrom);
  const last = events.at(-1);
  return { events, hasMore, end: hasMore && last ? last.position : laterOf(settled, after) };
}

const eventFrom = ({ epoch, transactionId, ...event }: Row): LogEvent => ({
  ...event,
  position: { epoch, transactionId, id: event.id },
});

/** A reader never goes back, even where another snapshot was settled less far. */
export function laterOf(a: LogPosition, b: LogPosition): LogPosition {
  if (a.epoch !== b.epoch) return a.epoch > b.epoch ? a : b;
  const difference = BigInt(a.transactionId) - BigInt(b.transactionId);
  if (difference !== 0n) return difference > 0n ? a : b;
  return a.id > b.id ? a : b;
}

export type Reading = Readonly<{
  pageSize: number;
  pagesMax: number;
  types?: readonly string[];
  /** Where a consumer begins that has read nothing yet; at the log's start where left out. */
  beginsAt?: LogPosition;
  /** What was booked later is handed out as well, and again the next time, as who works as of this instant misses it. */
  asOf?: Date;
  /** Reading ends before the first event that was booked later, which the next reading begins with. */
  until?: Date;
}>;

/**
 * Hands out the events that a consumer has not had yet, a page at a time, and remembers where it got to, in one
 * transaction with whatever the consumer writes: killed in between, it has had none of them. One transaction at a time
 * follows for a consumer; another one waits. Answers how many events there were, at most `pagesMax` pages.
 */
export async function followEvents(
  tx: Tx,
  consumer: string,
  reading: Reading,
  consume: (events: readonly LogEvent[]) => Promise<void>,
): Promise<number> {
  const { pageSize, pagesMax, types, asOf } = reading;
  let position = await lockCursor(tx, consumer, reading.beginsAt ?? LOG_START);
  let known: LogPosition | null = null;
  let count = 0;
  for (let page = 0; page < pagesMax; page += 1) {
    const { events, end, hasMore } = endingBefore(
      reading.until,
      position,
      await readEvents(tx, position, pageSize, types),
    );
    if (events.length > 0) await consume(events);
    count += events.length;
    const later: number = asOf && !known ? events.findIndex(({ bookedAt }) => bookedAt > asOf) : -1;
    if (later >= 0) known = events[later - 1]?.position ?? position;
    position = end;
    if (!hasMore) break;
  }
  const reached = known ?? position;
  await tx.$executeRaw`
    UPDATE event_cursor SET epoch = ${reached.epoch}, transaction_id = ${reached.transactionId}::xid8,
      event_id = ${reached.id}::uuid WHERE consumer = ${consumer}`;
  return count;
}

function endingBefore(until: Date | undefined, from: LogPosition, page: LogPage): LogPage {
  const later = until ? page.events.findIndex(({ bookedAt }) => bookedAt > until) : -1;
  if (later < 0) return page;
  const events = page.events.slice(0, later);
  return { events, end: events.at(-1)?.position ?? from, hasMore: false };
}

/**
 * Where somebody begins who knows all that was booked by an instant: before the first event that was booked later. Where
 * more than a page of the log was, at its start.
 */
export async function positionAsOf(tx: Pick<Tx, '$queryRaw'>, asOf: Date): Promise<LogPosition> {
  const settled = await settledPosition(tx);
  const rows = await tx.$queryRaw<(LogPosition & Readonly<{ isLater: boolean }>)[]>`
    SELECT epoch, transaction_id::text AS "transactionId", id::text, booked_at > ${asOf} AS "isLater" FROM event
    WHERE (epoch, transaction_id, id) < (${settled.epoch}, ${settled.transactionId}::xid8, ${settled.id}::uuid)
    ORDER BY epoch DESC, transaction_id DESC, id DESC LIMIT ${LATER_EVENTS_MAX}`;
  const later = rows.findLastIndex(({ isLater }) => isLater);
  if (later < 0) return settled;
  const before = rows[later + 1];
  return before ? { epoch: before.epoch, transactionId: before.transactionId, id: before.id } : LOG_START;
}

/** Inserts before it locks: FOR UPDATE locks nothing where there is no row yet. */
async function lockCursor(tx: Tx, consumer: string, beginsAt: LogPosition): Promise<LogPosition> {
  await tx.$executeRaw`
    INSERT INTO event_cursor (consumer, epoch, transaction_id, event_id)
    VALUES (${consumer}, ${beginsAt.epoch}, ${beginsAt.transactionId}::xid8, ${beginsAt.id}::uuid)
    ON CONFLICT DO NOTHING`;
  const [cursor] = await tx.$queryRaw<LogPosition[]>`
    SELECT epoch, transaction_id::text AS "transactionId", event_id AS id FROM event_cursor
    WHERE consumer = ${consumer} FOR UPDATE`;
  return cursor!;
}
