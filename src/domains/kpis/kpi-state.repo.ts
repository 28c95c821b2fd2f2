import type { Tx } from '../../platform/database/client.ts';
import type { SetAsideReason } from './kpi-events.rules.ts';

export type KpiState = Readonly<{
  definition: string;
  rolledUpTo: Date;
  knownUntil: Date;
  rebuiltAt: Date | null;
}>;

/** Serializes whatever moves facts, so that no cell is moved twice by one change. */
export async function lockState(tx: Tx): Promise<KpiState> {
  await tx.$queryRaw`SELECT 1 FROM kpi_state WHERE id = 1 FOR UPDATE`;
  return await tx.kpiState.findUniqueOrThrow({ where: { id: 1 } });
}

/** Whose clock decides what is in the future, whatever a scheduler's says. */
export async function clockOf(tx: Tx): Promise<Date> {
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return clock!.now;
}

export const writeState = (tx: Tx, state: Partial<KpiState>) =>
  tx.kpiState.update({ where: { id: 1 }, data: state, select: { id: true } });

export type SetAside = Readonly<{ eventId: string; type: string; reason: SetAsideReason }>;

/** Answers what is set aside for the first time. */
export const insertSetAside = (
  tx: Tx,
  events: readonly SetAside[],
  now: Date,
): Promise<Readonly<{ eventId: string }>[]> =>
  tx.$queryRaw`
    INSERT INTO kpi_set_aside (event_id, type, reason, set_aside_at)
    SELECT r."eventId", r.type, r.reason, ${now} FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      AS r("eventId" uuid, type text, reason text)
    ON CONFLICT (event_id) DO NOTHING RETURNING event_id::text AS "eventId"`;

export type LeftAside = Readonly<{
  eventId: string;
  type: string;
  subjectType: string;
  subjectId: string;
  partnerId: string | null;
}>;

/** What is set aside still, by its event's id. */
export const findLeftAside = (tx: Tx, afterId: string, limit: number): Promise<LeftAside[]> =>
  tx.$queryRaw`
    SELECT event.id::text AS "eventId", event.type, event.subject_type AS "subjectType", event.subject_id::text AS "subjectId",
      event.partner_id::text AS "partnerId"
    FROM kpi_set_aside AS aside JOIN event ON event.id = aside.event_id
    WHERE aside.resolved_at IS NULL AND aside.event_id > ${afterId}::uuid ORDER BY aside.event_id LIMIT ${limit}`;

export const resolveAside = (tx: Tx, eventIds: readonly string[], now: Date) =>
  tx.$executeRaw`UPDATE kpi_set_aside SET resolved_at = ${now} WHERE event_id = ANY (${eventIds}::uuid[])`;

export const findPartners = async (tx: Tx, afterId: string, limit: number): Promise<string[]> =>
  (
    await tx.partner.findMany({
      where: { id: { gt: afterId } },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    })
  ).map(({ id }) => id);
