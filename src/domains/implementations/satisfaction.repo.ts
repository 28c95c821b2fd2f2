import type { Tx } from '../../platform/database/client.ts';
import type { SatisfactionAnswer } from './satisfaction.rules.ts';

/** Of these ids those of partners, and the implementations with whose they are, in one statement. */
export async function ownersOf(
  tx: Tx,
  partnerIds: readonly string[],
  implementationIds: readonly string[],
): Promise<Readonly<{ partners: ReadonlySet<string>; partnerOf: ReadonlyMap<string, string> }>> {
  const rows = await tx.$queryRaw<{ id: string; partnerId: string | null }[]>`
    SELECT id::text, NULL AS "partnerId" FROM partner WHERE id = ANY (${partnerIds}::uuid[])
    UNION ALL SELECT id::text, partner_id::text FROM implementation WHERE id = ANY (${implementationIds}::uuid[])`;
  const implementations = rows.flatMap(({ id, partnerId }) =>
    partnerId === null ? [] : [[id, partnerId] as const],
  );
  return {
    partners: new Set(rows.filter(({ partnerId }) => partnerId === null).map(({ id }) => id)),
    partnerOf: new Map(implementations),
  };
}

/** Inserts what no call has inserted before, and answers the ids of that; a call that races it waits and finds it. */
export async function insertNew(
  tx: Tx,
  source: string,
  answers: readonly SatisfactionAnswer[],
  now: Date,
): Promise<ReadonlyMap<string, string>> {
  const rows = JSON.stringify(answers);
  const inserted = await tx.$queryRaw<{ id: string; sourceId: string }[]>`
    INSERT INTO satisfaction_response (partner_id, implementation_id, source, source_id, score, answered_at, booked_at)
    SELECT r."partnerId", r."implementationId", ${source}, r."sourceId", r.score, r."answeredAt", ${now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${rows}::jsonb) AS r("partnerId" uuid, "implementationId" uuid, "sourceId" text, score smallint,
      "answeredAt" timestamptz)
    ORDER BY r."sourceId"
    ON CONFLICT (source, source_id) DO NOTHING
    RETURNING id::text, source_id AS "sourceId"`;
  return new Map(inserted.map(({ id, sourceId }) => [sourceId, id]));
}

export const findRecorded = (tx: Tx, source: string, sourceIds: readonly string[]) =>
  tx.satisfactionResponse.findMany({ where: { source, sourceId: { in: [...sourceIds] } } });
