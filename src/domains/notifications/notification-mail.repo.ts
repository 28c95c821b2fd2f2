import type { Tx } from '../../platform/database/client.ts';
import type { Arguments } from './notification-template.rules.ts';

/** Everything that a mail is made of, and the attempt that is to send it. */
export type ClaimedMail = Readonly<{
  id: string;
  attemptId: string;
  template: string;
  templateVersion: number;
  arguments: Arguments;
  createdAt: Date;
  customer: string | null;
  partner: string | null;
  /** Null where the person no longer works for the partner that it is about. */
  memberEmail: string | null;
  /** Null where the person is none of the staff any more. */
  staffEmail: string | null;
}>;

export type ClaimTerms = Readonly<{ limit: number; attemptsMax: number; leaseMinutes: number }>;

/**
 * Takes mail that is due, for an attempt of the caller's alone. It runs by the database's clock: how long an attempt is
 * left alone has to do with the processes that run now, and not with the instant that a job runs for.
 * An attempt whose process died may have sent its mail, so it is repeated once only: that attempt counts as the last.
 */
export async function claimMails(tx: Tx, terms: ClaimTerms): Promise<ClaimedMail[]> {
  await tx.$executeRaw`
    UPDATE notification_mail SET status = 'FAILED', attempt_id = NULL, ended_at = now()
    WHERE status = 'SENDING' AND due_at <= now() AND attempts >= ${terms.attemptsMax} AND ended_at IS NULL`;
  return await tx.$queryRaw<ClaimedMail[]>`
    WITH due AS (
      SELECT notification_id FROM notification_mail WHERE ended_at IS NULL AND due_at <= now()
      ORDER BY due_at, notification_id LIMIT ${terms.limit} FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE notification_mail SET status = 'SENDING', attempt_id = gen_random_uuid(),
        attempts = CASE status WHEN 'SENDING' THEN ${terms.attemptsMax} ELSE attempts + 1 END,
        due_at = now() + make_interval(mins => ${terms.leaseMinutes})
      WHERE notification_id IN (SELECT notification_id FROM due)
      RETURNING notification_id, attempt_id)
    SELECT notification.id, claimed.attempt_id AS "attemptId", notification.template,
      notification.template_version AS "templateVersion", notification.arguments, notification.created_at AS "createdAt", referral.customer_name AS customer, partner.name AS partner,
      (SELECT coalesce(membership.email, person.email) FROM membership
        WHERE membership.person_id = person.id AND membership.partner_id = notification.partner_id
          AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now()) ORDER BY valid_from DESC LIMIT 1) AS "memberEmail",
      (SELECT coalesce(staff_member.email, person.email) FROM staff_member
        WHERE staff_member.person_id = person.id AND EXISTS (SELECT FROM staff_role
          WHERE staff_role.person_id = person.id AND valid_from <= now() AND (valid_to IS NULL OR valid_to > now()))
      ) AS "staffEmail"
    FROM claimed JOIN notification ON notification.id = claimed.notification_id
      LEFT JOIN person ON person.id = notification.person_id AND person.deactivated_at IS NULL
      LEFT JOIN referral ON referral.id = notification.referral_id
      LEFT JOIN partner ON partner.id = notification.partner_id
    ORDER BY notification.created_at, notification.id`;
}

type Attempt = Pick<ClaimedMail, 'id' | 'attemptId'>;

/** Ends a mail, unless the attempt was given up for dead meanwhile and another one speaks for it. */
export const endMail = (tx: Tx, { id, attemptId }: Attempt, status: 'SENT' | 'DROPPED'): Promise<number> =>
  tx.$executeRaw`
    UPDATE notification_mail SET status = ${status}, attempt_id = NULL, ended_at = now()
    WHERE notification_id = ${id}::uuid AND attempt_id = ${attemptId}::uuid`;

/** Puts a mail back that was not accepted, later each time, and gives up after so many attempts. */
export const postponeMail = (tx: Tx, { id, attemptId }: Attempt, attemptsMax: number): Promise<number> =>
  tx.$executeRaw`
    UPDATE notification_mail SET attempt_id = NULL,
      status = CASE WHEN attempts >= ${attemptsMax} THEN 'FAILED' ELSE 'WAITING' END,
      ended_at = CASE WHEN attempts >= ${attemptsMax} THEN now() END,
      due_at = now() + make_interval(mins => 5) * (2 ^ attempts)
    WHERE notification_id = ${id}::uuid AND attempt_id = ${attemptId}::uuid`;

/** Puts mail back that was not tried after all. */
export async function releaseMails(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE notification_mail SET status = 'WAITING', attempt_id = NULL, attempts = attempts - 1, due_at = now()
    WHERE attempt_id = ANY (${attempts.map(({ attemptId }) => attemptId)}::uuid[])`;
}
