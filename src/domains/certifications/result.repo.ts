import type { Tx } from '../../platform/database/client.ts';
import type { KnownCode } from './result-rows.rules.ts';

/** Who these people are, by id or by mail address. Systems learn nothing, so they are not found. */
export const findPeople = (
  tx: Tx,
  ids: readonly string[],
  emails: readonly string[],
): Promise<Readonly<{ id: string; email: string | null }>[]> =>
  tx.$queryRaw`
    SELECT id, email FROM person WHERE kind = 'HUMAN' AND id = ANY (${ids}::uuid[])
    UNION SELECT id, email FROM person WHERE kind = 'HUMAN' AND email = ANY (${emails}::text[])`;

/** Which of these courses, exams and practica are known, by the versions that ask for them. */
export const knownCodes = (tx: Tx, externalCodes: readonly string[]): Promise<KnownCode[]> =>
  tx.$queryRaw<KnownCode[]>`
    SELECT DISTINCT requirement.kind, requirement.external_code AS "externalCode", version.id AS "versionId",
      version.program_id AS "programId", version.status = 'PUBLISHED' AS "isOffered"
    FROM certification_requirement AS requirement JOIN certification_version AS version ON version.id = requirement.version_id
    WHERE requirement.external_code = ANY (${externalCodes}::text[]) AND version.status <> 'DRAFT'`;

export type SavedResult = Readonly<{
  id: string;
  source: string;
  sourceId: string;
  personId: string;
  kind: string;
  externalCode: string;
  outcome: string;
  scoreBps: number | null;
  evidence: string | null;
  happenedAt: Date;
}>;

/** What is stored under these ids of sources. */
export const findResults = (
  tx: Tx,
  keys: readonly Readonly<{ source: string; sourceId: string }>[],
): Promise<SavedResult[]> =>
  tx.$queryRaw<SavedResult[]>`
    SELECT result.id, result.source, source_id AS "sourceId", person_id AS "personId", kind, external_code AS "externalCode",
      outcome, (score_percent * 100)::int AS "scoreBps", evidence, happened_at AS "happenedAt"
    FROM certification_result AS result
    JOIN unnest(${keys.map(({ source }) => source)}::text[], ${keys.map(({ sourceId }) => sourceId)}::text[])
      AS key (source, id) ON result.source = key.source AND result.source_id = key.id`;

export async function insertResults(
  tx: Tx,
  rows: readonly SavedResult[],
  recordedById: string | null,
  bookedAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO certification_result (id, source, source_id, person_id, kind, external_code, outcome, score_percent, evidence,
      happened_at, recorded_by_id, booked_at)
    SELECT r.id, r.source, r."sourceId", r."personId", r.kind, r."externalCode", r.outcome, r."scoreBps" / 100.0, r.evidence,
      r."happenedAt", ${recordedById}::uuid, ${bookedAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id uuid, source text, "sourceId" text, "personId" uuid,
      kind text, "externalCode" text, outcome text, "scoreBps" int, evidence text, "happenedAt" timestamptz)`;
}
