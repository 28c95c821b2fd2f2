import type { Tx } from '../../platform/database/client.ts';
import type { AwardDays } from './award-days.rules.ts';
import type { RequirementProgress } from './enrolment-progress.rules.ts';

export type NewProgress = RequirementProgress &
  Readonly<{ enrolmentId: string; partnerId: string | null; membershipId: string | null }>;

/** Writes how people stand, each requirement's row anew; its evidence is that of the result that decided it. */
export async function saveProgress(tx: Tx, rows: readonly NewProgress[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO enrolment_progress AS progress (enrolment_id, requirement_id, partner_id, membership_id, status, attempts,
      best_percent, fulfilled_at, next_attempt_at, evidence, result_id)
    SELECT r."enrolmentId", r."requirementId", r."partnerId", r."membershipId", r.status, r.attempts, r."bestBps" / 100.0,
      r."fulfilledAt", r."nextAttemptAt", result.evidence, r."resultId"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("enrolmentId" uuid, "requirementId" uuid, "partnerId" uuid,
      "membershipId" uuid, status text, attempts int, "bestBps" int, "fulfilledAt" timestamptz, "nextAttemptAt" timestamptz,
      "resultId" uuid)
    LEFT JOIN certification_result AS result ON result.id = r."resultId"
    ON CONFLICT (enrolment_id, requirement_id) DO UPDATE SET status = EXCLUDED.status, attempts = EXCLUDED.attempts,
      best_percent = EXCLUDED.best_percent, fulfilled_at = EXCLUDED.fulfilled_at,
      next_attempt_at = EXCLUDED.next_attempt_at, evidence = EXCLUDED.evidence, result_id = EXCLUDED.result_id`;
}

/** Ends enrolments that led to an award, and opens again those whose award was taken back. */
export async function moveEnrolments(
  tx: Tx,
  moves: readonly Readonly<{ id: string; status: 'COMPLETED' | 'OPEN' }>[],
  now: Date,
): Promise<void> {
  if (moves.length === 0) return;
  await tx.$executeRaw`
    UPDATE enrolment SET status = r.status, ended_at = CASE WHEN r.status = 'OPEN' THEN NULL ELSE ${now}::timestamptz END,
      version = version + 1
    FROM jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) AS r(id uuid, status text)
    WHERE enrolment.id = r.id`;
}

export type NewAward = AwardDays &
  Readonly<{
    id: string;
    personId: string;
    programId: string;
    versionId: string;
    enrolmentId: string;
    partnerId: string | null;
    membershipId: string | null;
    code: string;
    renewalOfId: string | null;
  }>;

const DAYS = 'yyyy-mm-dd'.length;
/** A day as the database reads one. */
const dayText = (day: Date | null): string | null => day?.toISOString().slice(0, DAYS) ?? null;

const withDays = <Row extends AwardDays>(rows: readonly Row[]) =>
  JSON.stringify(
    rows.map((row) => ({
      ...row,
      awardedOn: dayText(row.awardedOn),
      validFrom: dayText(row.validFrom),
      endsOn: dayText(row.endsOn),
    })),
  );

export async function insertAwards(tx: Tx, rows: readonly NewAward[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO certification_award (id, person_id, program_id, version_id, enrolment_id, partner_id, membership_id, code,
      awarded_on, valid_from, ends_on, renewal_of_id, booked_at)
    SELECT r.id, r."personId", r."programId", r."versionId", r."enrolmentId", r."partnerId", r."membershipId", r.code,
      r."awardedOn", r."validFrom", r."endsOn", r."renewalOfId", ${now}
    FROM jsonb_to_recordset(${withDays(rows)}::jsonb) AS r(id uuid, "personId" uuid, "programId" uuid, "versionId" uuid,
      "enrolmentId" uuid, "partnerId" uuid, "membershipId" uuid, code text, "awardedOn" date, "validFrom" date, "endsOn" date,
      "renewalOfId" uuid)`;
}

/** An award whose days are corrected, or that is taken back, by a result that arrived late. */
export type ChangedAward = AwardDays &
  Readonly<{ id: string; renewalOfId: string | null; revokeReason: string | null }>;

export async function updateAwards(tx: Tx, rows: readonly ChangedAward[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE certification_award AS award SET awarded_on = r."awardedOn", valid_from = r."validFrom", ends_on = r."endsOn",
      renewal_of_id = r."renewalOfId", revoke_reason = r."revokeReason",
      revoked_at = CASE WHEN r."revokeReason" IS NULL THEN NULL ELSE ${now}::timestamptz END,
      expired_at = CASE WHEN r."endsOn" IS DISTINCT FROM award.ends_on THEN NULL ELSE award.expired_at END,
      version = version + 1
    FROM jsonb_to_recordset(${withDays(rows)}::jsonb) AS r(id uuid, "awardedOn" date, "validFrom" date, "endsOn" date,
      "renewalOfId" uuid, "revokeReason" text)
    WHERE award.id = r.id`;
}

export type AwardChange = AwardDays & Readonly<{ awardId: string; cause: string }>;

/** Books how an award's days stand from now on. */
export async function bookAwardChanges(
  tx: Tx,
  changes: readonly AwardChange[],
  actorId: string | null,
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO certification_award_change (award_id, cause, valid_from, ends_on, actor_id, booked_at)
    SELECT r."awardId", r.cause, r."validFrom", r."endsOn", ${actorId}::uuid, ${now}
    FROM jsonb_to_recordset(${withDays(changes)}::jsonb) AS r("awardId" uuid, cause text, "validFrom" date, "endsOn" date)`;
}
