import type { Tx } from '../../platform/database/client.ts';
import type { AwardFacts } from './award-days.rules.ts';
import type { EnrolmentPath, RequirementProgress, ResultFacts } from './enrolment-progress.rules.ts';
import type { EnrolmentFacts, VersionTerms } from './enrolment-settlement.rules.ts';

/*
 * What decides about many people at once, each kind by one statement. The rows of a statement come as one text, as there
 * can be a hundred thousand of them.
 */

const parsed = <T>([row]: readonly Readonly<{ rows: string | null }>[]): T[] =>
  row?.rows ? (JSON.parse(row.rows) as T[]) : [];

type Instant = number;
const dateAt = (instant: Instant | null): Date | null => (instant === null ? null : new Date(instant));
const dayAt = (day: string | null): Date | null => (day === null ? null : new Date(`${day}T00:00:00Z`));

/**
 * One settlement of a person at a time. The person is locked before the enrolments, in the order of ids, as somebody who
 * is not enrolled yet has no enrolment that could be locked.
 */
export async function lockPeople(tx: Tx, personIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    WITH locked AS (SELECT id FROM person WHERE id = ANY (${personIds}::uuid[]) ORDER BY id FOR NO KEY UPDATE)
    SELECT count(*)::int AS count FROM locked`;
  await tx.$queryRaw`
    WITH locked AS (SELECT id FROM enrolment WHERE person_id = ANY (${personIds}::uuid[]) ORDER BY id FOR UPDATE)
    SELECT count(*)::int AS count FROM locked`;
}

type ProgressRow = readonly [
  requirementId: string,
  status: string,
  attempts: number,
  bestBps: number | null,
  fulfilledAt: Instant | null,
  nextAttemptAt: Instant | null,
  resultId: string | null,
];

type EnrolmentRow = Omit<EnrolmentFacts, 'openedAt' | 'progress'> &
  Readonly<{ openedAt: Instant; progress: readonly ProgressRow[] | null }>;

const progressFrom = (row: ProgressRow): RequirementProgress => {
  const [requirementId, status, attempts, bestBps, fulfilledAt, nextAttemptAt, resultId] = row;
  return {
    ...{ requirementId, attempts, bestBps, resultId, status: status as 'OPEN' },
    fulfilledAt: dateAt(fulfilledAt),
    nextAttemptAt: dateAt(nextAttemptAt),
  };
};

/** What these people are or were enrolled in, without what they withdrew from. */
export async function enrolmentsOf(tx: Tx, personIds: readonly string[]): Promise<EnrolmentFacts[]> {
  const rows = parsed<EnrolmentRow>(
    await tx.$queryRaw`
    SELECT json_agg(json_build_object('id', id, 'personId', person_id, 'programId', program_id, 'versionId', version_id,
      'partnerId', partner_id, 'membershipId', membership_id, 'path', path, 'status', status,
      'openedAt', extract(epoch FROM opened_at) * 1000, 'progress', progress.rows) ORDER BY opened_at, id)::text AS rows
    FROM enrolment LEFT JOIN LATERAL (
      SELECT json_agg(json_build_array(requirement_id, status, attempts, (best_percent * 100)::int,
        extract(epoch FROM fulfilled_at) * 1000, extract(epoch FROM next_attempt_at) * 1000, result_id)) AS rows
      FROM enrolment_progress WHERE enrolment_id = enrolment.id
    ) AS progress ON true
    WHERE person_id = ANY (${personIds}::uuid[]) AND status <> 'WITHDRAWN'`,
  );
  return rows.map(({ openedAt, progress, ...row }) => ({
    ...row,
    path: row.path as EnrolmentPath,
    openedAt: new Date(openedAt),
    progress: (progress ?? []).map(progressFrom),
  }));
}

export type StoredAward = AwardFacts & Readonly<{ personId: string }>;

type AwardRow = Omit<StoredAward, 'awardedOn' | 'validFrom' | 'endsOn' | 'revokedAt'> &
  Readonly<{ awardedOn: string; validFrom: string; endsOn: string | null; revokedAt: Instant | null }>;

export async function awardsOf(tx: Tx, personIds: readonly string[]): Promise<StoredAward[]> {
  const rows = parsed<AwardRow>(
    await tx.$queryRaw`
    SELECT json_agg(json_build_object('id', id, 'personId', person_id, 'enrolmentId', enrolment_id, 'programId', program_id,
      'versionId', version_id, 'awardedOn', awarded_on, 'validFrom', valid_from, 'endsOn', ends_on,
      'renewalOfId', renewal_of_id, 'revokedAt', extract(epoch FROM revoked_at) * 1000) ORDER BY valid_from, id)::text AS rows
    FROM certification_award WHERE person_id = ANY (${personIds}::uuid[])`,
  );
  return rows.map((row) => ({
    ...row,
    awardedOn: dayAt(row.awardedOn)!,
    validFrom: dayAt(row.validFrom)!,
    endsOn: dayAt(row.endsOn),
    revokedAt: dateAt(row.revokedAt),
  }));
}

type ResultTuple = readonly [string, string, string, string, string, string, string, number | null, Instant];

export type StoredResult = ResultFacts & Readonly<{ personId: string }>;

export async function resultsOf(tx: Tx, personIds: readonly string[]): Promise<StoredResult[]> {
  const rows = parsed<ResultTuple>(
    await tx.$queryRaw`
    SELECT json_agg(json_build_array(person_id, id, source, source_id, kind, external_code, outcome,
      (score_percent * 100)::int, extract(epoch FROM happened_at) * 1000))::text AS rows
    FROM certification_result WHERE person_id = ANY (${personIds}::uuid[])`,
  );
  return rows.map(([personId, id, source, sourceId, kind, externalCode, outcome, scoreBps, happenedAt]) => ({
    ...{ personId, id, source, sourceId, kind, externalCode, outcome, scoreBps },
    happenedAt: new Date(happenedAt),
  }));
}

/** The terms of these versions. Their numbers are few, whatever the number of people. */
export async function versionTermsOf(tx: Tx, versionIds: readonly string[]): Promise<VersionTerms[]> {
  return parsed<VersionTerms>(
    await tx.$queryRaw`
    SELECT json_agg(json_build_object('id', version.id, 'programId', version.program_id, 'programCode', program.code,
      'number', version.number, 'validityMonths', version.validity_months, 'renewalWindowDays', version.renewal_window_days,
      'retiredAtMs', (extract(epoch FROM version.retired_at) * 1000)::bigint,
      'groups', coalesce((SELECT json_agg(json_build_object('id', id, 'mode', mode, 'needed', needed) ORDER BY position)
        FROM certification_group WHERE version_id = version.id), '[]'),
      'requirements', coalesce((SELECT json_agg(json_build_object('id', id, 'groupId', group_id, 'kind', kind,
        'externalCode', external_code, 'passMarkBps', (pass_mark_percent * 100)::int, 'attemptsMax', attempts_max,
        'coolDownDays', cool_down_days, 'templateId', template_id, 'isBridge', is_bridge) ORDER BY position)
        FROM certification_requirement WHERE version_id = version.id), '[]'),
      'prerequisites', coalesce((SELECT json_agg(program_id)
        FROM certification_prerequisite WHERE version_id = version.id), '[]')))::text AS rows
    FROM certification_version AS version JOIN certification_program AS program ON program.id = version.program_id
    WHERE version.id = ANY (${versionIds}::uuid[])`,
  );
}

export type Employment = Readonly<{
  personId: string;
  partnerId: string;
  membershipId: string;
  since: Date;
}>;

/** For whom these people work at an instant. */
export const employmentsOf = (tx: Tx, personIds: readonly string[], at: Date): Promise<Employment[]> =>
  tx.$queryRaw<Employment[]>`
    SELECT person_id AS "personId", partner_id AS "partnerId", id AS "membershipId", valid_from AS since
    FROM membership WHERE person_id = ANY (${personIds}::uuid[])
      AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})`;

/** Since which day each of these templates is in force for each of these partners on a day, where it is. */
export const agreementsInForce = (
  tx: Tx,
  partnerIds: readonly string[],
  templateIds: readonly string[],
  day: Date,
): Promise<Readonly<{ partnerId: string; templateId: string; since: Date }>[]> =>
  tx.$queryRaw`
    SELECT agreement.partner_id AS "partnerId", agreement.template_id AS "templateId", min(agreement.effective_from) AS since
    FROM agreement, (SELECT ${day.toISOString().slice(0, 10)}::date) AS day (day)
    WHERE agreement.partner_id = ANY (${partnerIds}::uuid[]) AND agreement.template_id = ANY (${templateIds}::uuid[])
      AND agreement.effective_from <= day.day AND (agreement.effective_to IS NULL OR agreement.effective_to > day.day)
      AND (agreement.method <> 'SUBMITTED' OR EXISTS (SELECT FROM agreement_decision AS decision
        WHERE decision.partner_id = agreement.partner_id AND decision.agreement_id = agreement.id AND decision.outcome = 'VERIFIED'))
      AND NOT EXISTS (SELECT FROM agreement_decision AS decision
        WHERE decision.partner_id = agreement.partner_id AND decision.agreement_id = agreement.id
          AND decision.outcome = 'REVOKED' AND decision.effective_on <= day.day)
    GROUP BY agreement.partner_id, agreement.template_id`;

export const timeZoneOf = async (tx: Tx): Promise<string> =>
  (await tx.vendorSettings.findUniqueOrThrow({ where: { id: 1 }, select: { timeZone: true } })).timeZone;

/** Who has an open enrolment that does not wait for results alone, in the order of ids. */
export const peopleWaiting = async (tx: Tx, after: string | null, limit: number): Promise<string[]> => {
  const rows = await tx.$queryRaw<Readonly<{ personId: string }>[]>`
    SELECT DISTINCT person_id AS "personId" FROM enrolment
    WHERE status = 'OPEN' AND (${after}::uuid IS NULL OR person_id > ${after}::uuid) AND version_id IN (
      SELECT version_id FROM certification_requirement WHERE kind = 'AGREEMENT'
      UNION SELECT version_id FROM certification_prerequisite)
    ORDER BY person_id LIMIT ${limit}`;
  return rows.map(({ personId }) => personId);
};
