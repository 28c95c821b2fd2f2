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

/** Adds up the cells and histograms of these partners from their facts alone, in place of those that are kept. */
export async function addUpAnew(
  tx: Tx,
  partnerIds: readonly string[],
  {
    monthStarts,
    histogramMeasures,
  }: Readonly<{ monthStarts: readonly string[]; histogramMeasures: readonly string[] }>,
): Promise<void> {
  await tx.$executeRaw`DELETE FROM kpi_cell WHERE partner_id = ANY (${partnerIds}::uuid[])`;
  await tx.$executeRaw`DELETE FROM kpi_histogram WHERE partner_id = ANY (${partnerIds}::uuid[])`;
  await tx.$executeRaw`
    INSERT INTO kpi_cell (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, is_visible, count, total)
    SELECT partner_id, measure, slice, currency, period.grain, period.starts_on, manager_id, tiers, bool_and(is_visible),
      count(*), sum(value)
    FROM kpi_fact CROSS JOIN (SELECT ${monthStarts}::date[] AS starts) AS month
    CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month.starts[width_bucket(day, month.starts)])) AS period (grain, starts_on)
    WHERE partner_id = ANY (${partnerIds}::uuid[]) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`;
  await tx.$executeRaw`
    INSERT INTO kpi_histogram (partner_id, measure, slice, currency, grain, starts_on, manager_id, tiers, bucket, is_visible, count)
    SELECT partner_id, measure, slice, currency, period.grain, period.starts_on, manager_id, tiers, width.bucket,
      bool_and(is_visible), count(*)
    FROM kpi_fact CROSS JOIN (SELECT ${monthStarts}::date[] AS starts) AS month
    CROSS JOIN LATERAL (VALUES ('DAY', day), ('MONTH', month.starts[width_bucket(day, month.starts)])) AS period (grain, starts_on)
    CROSS JOIN LATERAL (SELECT length(ltrim(greatest(value, 1)::bit(64)::text, '0')) AS bits) AS size
    CROSS JOIN LATERAL (SELECT (CASE WHEN value < 128 THEN greatest(value, 0)
      ELSE 128 + (size.bits - 8) * 64 + (value >> (size.bits - 7)) - 64 END)::int AS bucket) AS width
    WHERE partner_id = ANY (${partnerIds}::uuid[]) AND measure = ANY (${histogramMeasures}::text[])
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9`;
}

export const findPartners = async (tx: Tx, afterId: string, limit: number): Promise<string[]> =>
  (
    await tx.partner.findMany({
      where: { id: { gt: afterId } },
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    })
  ).map(({ id }) => id);
