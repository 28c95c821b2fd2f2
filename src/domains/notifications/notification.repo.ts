import type { Tx } from '../../platform/database/client.ts';
import { Prisma } from '../../platform/database/generated/client/client.ts';
import type { Queries } from '../../platform/database/queries.ts';
import type { Arguments, Recipient } from './notification-template.rules.ts';
import type { Preference, Topic } from './notification-topics.rules.ts';

/** One event to be told by one template, and whom it may concern. */
export type Telling = Readonly<{
  eventId: string;
  template: string;
  partnerId: string | null;
  referralId: string | null;
  /** The certification that it is about. */
  awardId: string | null;
  actorId: string | null;
  /** Whom the event itself names. */
  personIds: readonly string[];
  recipients: readonly Recipient[];
}>;

export type FoundRecipient = Readonly<{
  eventId: string;
  template: string;
  recipient: Recipient;
  personId: string;
}>;

/**
 * Who is told at the instant: people who are there and can act, without whoever made the event, as they know.
 * Every kind of recipient that a telling lists is answered on its own.
 */
export const recipientsOf = (tx: Tx, tellings: readonly Telling[], at: Date): Promise<FoundRecipient[]> =>
  tx.$queryRaw<FoundRecipient[]>`
    WITH told AS (
      SELECT r.*, recipient FROM jsonb_to_recordset(${JSON.stringify(tellings)}::jsonb) AS r("eventId" uuid, template text,
        "partnerId" uuid, "referralId" uuid, "awardId" uuid, "actorId" uuid, "personIds" jsonb, recipients jsonb),
        jsonb_array_elements_text(recipients) AS recipient),
    member AS (SELECT * FROM membership WHERE valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})),
    serving AS (SELECT * FROM assignment
      WHERE function = 'CHANNEL_MANAGER' AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at}))
    SELECT DISTINCT told."eventId", told.template, told.recipient, person.id AS "personId"
    FROM told CROSS JOIN LATERAL (
      SELECT member.person_id FROM referral JOIN member ON member.id = referral.registered_by_id
        WHERE told.recipient = 'REGISTRANT' AND referral.id = told."referralId"
      UNION ALL SELECT person_id FROM member
        WHERE told.recipient = 'PARTNER_ADMINS' AND partner_id = told."partnerId" AND role = 'PARTNER_ADMIN'
      UNION ALL SELECT member.person_id FROM certification_award AS award JOIN member ON member.id = award.membership_id
        WHERE told.recipient = 'CERTIFIED_PERSON' AND award.id = told."awardId"
      UNION ALL SELECT staff_id FROM serving
        WHERE told.recipient = 'CHANNEL_MANAGER' AND partner_id = told."partnerId"
      UNION ALL SELECT backup_id FROM serving
        WHERE told.recipient = 'CHANNEL_BACKUP' AND partner_id = told."partnerId"
      UNION ALL SELECT person_id FROM staff_role
        WHERE told.recipient = 'PARTNER_OPERATIONS' AND role = 'PARTNER_OPERATIONS'
          AND valid_from <= ${at} AND (valid_to IS NULL OR valid_to > ${at})
      UNION ALL SELECT staff.person_id FROM jsonb_array_elements_text(told."personIds") AS id
        JOIN staff_member AS staff ON staff.person_id = id::uuid
        WHERE told.recipient = 'ESCALATED'
      UNION ALL SELECT member.person_id FROM jsonb_array_elements_text(told."personIds") AS id
        JOIN member ON member.person_id = id::uuid AND member.partner_id = told."partnerId"
        WHERE told.recipient = 'NAMED_MEMBER'
    ) AS found
    JOIN person ON person.id = found.person_id AND person.kind = 'HUMAN' AND person.deactivated_at IS NULL
    WHERE person.id IS DISTINCT FROM told."actorId"
    ORDER BY told."eventId", told.template, "personId"`;

/** What these people said of any topic. */
export const preferencesSaid = (
  tx: Tx,
  personIds: readonly string[],
): Promise<(Preference & Readonly<{ personId: string }>)[]> =>
  tx.notificationPreference.findMany({ where: { personId: { in: [...personIds] } } }) as Promise<
    (Preference & Readonly<{ personId: string }>)[]
  >;

export type NewNotification = Readonly<{
  personId: string;
  partnerId: string | null;
  referralId: string | null;
  eventId: string;
  template: string;
  templateVersion: number;
  arguments: Arguments;
  inPortal: boolean;
  occurredAt: Date;
  isMailed: boolean;
}>;

/** Inserts what was not told before, each with its mail where one is wanted. Answers how many it inserted. */
export async function insertNotifications(tx: Tx, rows: readonly NewNotification[]): Promise<number> {
  if (rows.length === 0) return 0;
  const [inserted] = await tx.$queryRaw<{ count: number }[]>`
    WITH told AS (
      SELECT * FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS ("personId" uuid, "partnerId" uuid,
        "referralId" uuid, "eventId" uuid, template text, "templateVersion" smallint, arguments jsonb, "inPortal" boolean,
        "occurredAt" timestamptz, "isMailed" boolean)) WITH ORDINALITY),
    fresh AS (
      INSERT INTO notification (person_id, partner_id, referral_id, event_id, template, template_version, arguments,
        in_portal, occurred_at)
      SELECT "personId", "partnerId", "referralId", "eventId", template, "templateVersion", arguments, "inPortal",
        "occurredAt" FROM told ORDER BY ordinality
      ON CONFLICT (event_id, person_id, template) DO NOTHING
      RETURNING id, event_id, person_id, template),
    mailed AS (
      INSERT INTO notification_mail (notification_id)
      SELECT fresh.id FROM fresh JOIN told
        ON (told."eventId", told."personId", told.template) = (fresh.event_id, fresh.person_id, fresh.template)
      WHERE told."isMailed")
    SELECT count(*)::int AS count FROM fresh`;
  return inserted?.count ?? 0;
}

/** Marks as read what is unread of these; row security leaves out what is not the actor's. Answers how many. */
export const markRead = (tx: Tx, ids: readonly string[], now: Date): Promise<number> =>
  tx.$executeRaw`
    UPDATE notification SET read_at = ${now} WHERE id = ANY (${ids}::uuid[]) AND in_portal AND read_at IS NULL`;

/** Marks everything of the actor's that was told up to the instant, itself included. Answers how many. */
export const markAllRead = (tx: Tx, personId: string, until: Date, now: Date): Promise<number> =>
  tx.$executeRaw`
    UPDATE notification SET read_at = ${now}
    WHERE person_id = ${personId}::uuid AND in_portal AND read_at IS NULL AND created_at <= ${until}`;

export async function savePreferences(
  tx: Tx,
  personId: string,
  preferences: readonly Readonly<{ topic: Topic; portal: boolean; mail: boolean }>[],
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO notification_preference (person_id, topic, portal, mail)
    SELECT ${personId}::uuid, r.topic, r.portal, r.mail
    FROM jsonb_to_recordset(${JSON.stringify(preferences)}::jsonb) AS r(topic text, portal boolean, mail boolean)
    ORDER BY r.topic
    ON CONFLICT (person_id, topic) DO UPDATE SET portal = EXCLUDED.portal, mail = EXCLUDED.mail`;
}

/** What the rule of `notificationPreferences` decides by. */
export const PREFERENCE_QUERIES = {
  said: ({ value }) => Prisma.sql`
    SELECT topic, portal, mail FROM notification_preference WHERE person_id = ${value('personId')}::uuid`,
} satisfies Queries;
