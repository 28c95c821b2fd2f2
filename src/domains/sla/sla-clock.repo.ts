import type { Tx } from '../../platform/database/client.ts';
import { Prisma, type SlaClock } from '../../platform/database/generated/client/client.ts';
import type { Clock } from './sla-clock.rules.ts';
import type { ClockStatus } from './sla-clock.states.ts';

/** What a clock is for: something that waits, and the response standard that it is measured by. */
export type ClockSubject = Readonly<{
  subjectType: string;
  subjectId: string;
  partnerId: string | null;
  standard: string;
}>;

export type StoredClock = Readonly<{ id: string; subject: ClockSubject; clock: Clock }>;

export const subjectKeyOf = ({ subjectType, subjectId, standard }: ClockSubject): string =>
  `${standard} ${subjectType} ${subjectId}`;

const fromRow = (row: SlaClock): StoredClock => ({
  id: row.id,
  subject: row,
  clock: {
    warnMinutes: row.warnMinutes,
    breachMinutes: row.breachMinutes,
    status: row.status as ClockStatus,
    statusSince: row.statusSince,
    startedAt: row.startedAt,
    elapsedMs: Number(row.elapsedMs),
    level: row.level,
    warnAt: row.warnAt,
    breachAt: row.breachAt,
    nextAt: row.nextAt,
  },
});

/** Clocks that meet a condition, which says their order too, locked for the rest of the transaction. */
async function locked(tx: Tx, condition: Prisma.Sql): Promise<StoredClock[]> {
  const ids = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM sla_clock WHERE ${condition} FOR UPDATE`;
  if (ids.length === 0) return [];
  const rows = await tx.slaClock.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { id: 'asc' },
  });
  return rows.map(fromRow);
}

/** The clocks of these subjects that are not stopped, locked. */
export const lockOpenClocks = (tx: Tx, subjects: readonly ClockSubject[]): Promise<StoredClock[]> =>
  locked(
    tx,
    Prisma.sql`status <> 'STOPPED' AND (subject_type, subject_id, standard) IN (
      SELECT s."subjectType", s."subjectId", s.standard
      FROM jsonb_to_recordset(${JSON.stringify(subjects)}::jsonb) AS s("subjectType" text, "subjectId" uuid, standard text))
      ORDER BY id`,
  );

/** Clocks that have a step to take by the instant, locked, the longest overdue first. */
export const lockDueClocks = (tx: Tx, asOf: Date, limit: number): Promise<StoredClock[]> =>
  locked(tx, Prisma.sql`next_at <= ${asOf} ORDER BY next_at, id LIMIT ${limit}`);

/** Running clocks whose instants were computed by another calendar, locked, at most so many. */
export const lockOutdatedClocks = (tx: Tx, calendar: string, limit: number): Promise<StoredClock[]> =>
  locked(tx, Prisma.sql`status = 'RUNNING' AND calendar <> ${calendar} LIMIT ${limit}`);

const CLOCK_COLUMNS = Prisma.sql`status text, "statusSince" timestamptz, "elapsedMs" bigint, level smallint,
  "warnAt" timestamptz, "breachAt" timestamptz, "nextAt" timestamptz`;

/** Starts clocks and answers those that were not open already, by which of two at once one wins. */
export async function insertClocks(
  tx: Tx,
  starts: readonly Readonly<{ subject: ClockSubject; clock: Clock }>[],
  calendar: string,
): Promise<StoredClock[]> {
  const rows = JSON.stringify(starts.map(({ subject, clock }) => ({ ...clock, ...subjectColumns(subject) })));
  const inserted = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO sla_clock (subject_type, subject_id, referral_id, order_id, partner_id, standard, warn_minutes, breach_minutes,
      started_at, status, status_since, elapsed_ms, level, warn_at, breach_at, next_at, calendar)
    SELECT r."subjectType", r."subjectId", CASE WHEN r."subjectType" = 'Referral' THEN r."subjectId" END,
      CASE WHEN r."subjectType" = 'SalesOrder' THEN r."subjectId" END, r."partnerId", r.standard, r."warnMinutes", r."breachMinutes", r."startedAt", r.status, r."statusSince", r."elapsedMs", r.level,
      r."warnAt", r."breachAt", r."nextAt", ${calendar}
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("subjectType" text, "subjectId" uuid, "partnerId" uuid, standard text,
      "warnMinutes" integer, "breachMinutes" integer, "startedAt" timestamptz, ${CLOCK_COLUMNS})
    ON CONFLICT (subject_type, subject_id, standard) WHERE status <> 'STOPPED' DO NOTHING RETURNING id`;
  const made = await tx.slaClock.findMany({ where: { id: { in: inserted.map(({ id }) => id) } } });
  return made.map(fromRow);
}

const subjectColumns = ({ subjectType, subjectId, partnerId, standard }: ClockSubject) => ({
  subjectType,
  subjectId,
  partnerId,
  standard,
});

/** Writes what changed in clocks that are locked. */
export async function writeClocks(
  tx: Tx,
  clocks: readonly Readonly<{ id: string; clock: Clock }>[],
  calendar: string,
): Promise<void> {
  if (clocks.length === 0) return;
  const rows = JSON.stringify(clocks.map(({ id, clock }) => ({ ...clock, id })));
  await tx.$executeRaw`
    UPDATE sla_clock SET status = r.status, status_since = r."statusSince", elapsed_ms = r."elapsedMs", level = r.level,
      warn_at = r."warnAt", breach_at = r."breachAt", next_at = r."nextAt", calendar = ${calendar}
    FROM jsonb_to_recordset(${rows}::jsonb) AS r(id uuid, ${CLOCK_COLUMNS}) WHERE sla_clock.id = r.id`;
}
