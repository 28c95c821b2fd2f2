import type { Tx } from '../../platform/database/client.ts';

export type WaitingReferral = Readonly<{ id: string; partnerId: string; submittedAt: Date }>;

/** Submitted referrals in the order of their ids, a page at a time, so that memory does not grow with the queue. */
export const waitingReferrals = (
  tx: Tx,
  submittedUntil: Date,
  afterId: string,
  limit: number,
): Promise<WaitingReferral[]> =>
  tx.$queryRaw<WaitingReferral[]>`
    SELECT id, partner_id AS "partnerId", submitted_at AS "submittedAt" FROM referral
    WHERE status = 'SUBMITTED' AND submitted_at <= ${submittedUntil} AND id > ${afterId}::uuid
    ORDER BY id LIMIT ${limit}`;

export type Reminder = Readonly<{
  referralId: string;
  submittedAt: Date;
  level: string;
  waitedMinutes: number;
}>;

/** Records reminders and answers those that were not sent before. */
export async function recordReminders(
  tx: Tx,
  reminders: readonly Reminder[],
  now: Date,
): Promise<Set<string>> {
  if (reminders.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ key: string }[]>`
    INSERT INTO referral_reminder (referral_id, submitted_at, level, reminded_at)
    SELECT r."referralId", r."submittedAt", r.level, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(reminders)}::jsonb) AS r("referralId" uuid, "submittedAt" timestamptz, level text)
    ON CONFLICT DO NOTHING RETURNING referral_id || ':' || level AS key`;
  return new Set(rows.map(({ key }) => key));
}
