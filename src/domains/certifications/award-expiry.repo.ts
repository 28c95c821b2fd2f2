import type { Tx } from '../../platform/database/client.ts';
import { REMINDER_DAYS } from './award-expiry.rules.ts';

export type EndingAward = Readonly<{
  id: string;
  partnerId: string | null;
  membershipId: string | null;
  programCode: string;
  versionNumber: number;
  /** `YYYY-MM-DD`. */
  endsOn: string;
  /** Whether the person goes on being certified by another award. */
  isFollowed: boolean;
}>;

/**
 * Stamps awards whose last day is over, each once, the earliest first. Who was renewed or earned a newer version loses
 * nothing by it, and is told apart.
 */
export const stampExpired = (tx: Tx, today: Date, at: Date, limit: number): Promise<EndingAward[]> =>
  tx.$queryRaw<EndingAward[]>`
    WITH over AS (
      SELECT id FROM certification_award
      WHERE ends_on <= ${today}::date AND expired_at IS NULL AND revoked_at IS NULL
      ORDER BY ends_on, id LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), stamped AS (
      UPDATE certification_award AS award SET expired_at = ${at}, version = award.version + 1
      FROM over WHERE award.id = over.id RETURNING award.*
    )
    SELECT stamped.id, stamped.partner_id AS "partnerId", stamped.membership_id AS "membershipId", program.code AS "programCode",
      version.number AS "versionNumber", stamped.ends_on::text AS "endsOn", EXISTS (
        SELECT FROM certification_award AS other WHERE other.person_id = stamped.person_id
          AND other.program_id = stamped.program_id AND other.id <> stamped.id AND other.revoked_at IS NULL
          AND other.valid_from <= stamped.ends_on AND (other.ends_on IS NULL OR other.ends_on > stamped.ends_on)) AS "isFollowed"
    FROM stamped JOIN certification_program AS program ON program.id = stamped.program_id
    JOIN certification_version AS version ON version.id = stamped.version_id
    ORDER BY stamped.ends_on, stamped.id`;

export type RemindedAward = Omit<EndingAward, 'isFollowed'> &
  Readonly<{ daysLeft: number; due: number[]; sent: number | null }>;

/**
 * Records every reminder that has become due and was not recorded, and answers them by award. None is due before an award
 * began, nor for one that another award of the person carries on.
 */
export const recordDueReminders = (tx: Tx, today: Date, at: Date, limit: number): Promise<RemindedAward[]> =>
  tx.$queryRaw<RemindedAward[]>`
    WITH ending AS (
      SELECT award.*, award.ends_on - ${today}::date AS days_left FROM certification_award AS award
      WHERE award.ends_on > ${today}::date AND award.ends_on <= ${today}::date + ${Math.max(...REMINDER_DAYS)}::int
        AND award.revoked_at IS NULL AND NOT EXISTS (
          SELECT FROM certification_award AS other WHERE other.person_id = award.person_id
            AND other.program_id = award.program_id AND other.id <> award.id AND other.revoked_at IS NULL
            AND other.valid_from <= award.ends_on AND (other.ends_on IS NULL OR other.ends_on > award.ends_on))
    ), due AS (
      SELECT ending.id, ending.ends_on, level.days FROM ending
      CROSS JOIN unnest(${[...REMINDER_DAYS]}::int[]) AS level(days)
      WHERE ending.days_left <= level.days AND ending.ends_on - level.days >= ending.valid_from AND NOT EXISTS (
        SELECT FROM certification_reminder AS reminder WHERE reminder.award_id = ending.id
          AND reminder.ends_on = ending.ends_on AND reminder.days_before = level.days)
      ORDER BY ending.ends_on, ending.id, level.days LIMIT ${limit}
    ), earlier AS (
      SELECT award_id, ends_on, min(days_before) AS days FROM certification_reminder
      WHERE award_id IN (SELECT id FROM due) GROUP BY award_id, ends_on
    ), recorded AS (
      INSERT INTO certification_reminder (award_id, ends_on, days_before, reminded_at)
      SELECT id, ends_on, days, ${at} FROM due ON CONFLICT DO NOTHING RETURNING award_id, days_before
    )
    SELECT ending.id, ending.partner_id AS "partnerId", ending.membership_id AS "membershipId", program.code AS "programCode",
      version.number AS "versionNumber", ending.ends_on::text AS "endsOn", ending.days_left AS "daysLeft",
      array_agg(recorded.days_before) AS due, min(earlier.days) AS sent
    FROM recorded JOIN ending ON ending.id = recorded.award_id
    JOIN certification_program AS program ON program.id = ending.program_id
    JOIN certification_version AS version ON version.id = ending.version_id
    LEFT JOIN earlier ON earlier.award_id = ending.id AND earlier.ends_on = ending.ends_on
    GROUP BY ending.id, ending.partner_id, ending.membership_id, program.code, version.number, ending.ends_on, ending.days_left
    ORDER BY ending.ends_on, ending.id`;
