-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "person_id" UUID NOT NULL,
    "partner_id" UUID,
    "referral_id" UUID,
    "event_id" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "template_version" SMALLINT NOT NULL,
    "arguments" JSONB NOT NULL,
    "in_portal" BOOLEAN NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_mail" (
    "notification_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'WAITING',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempt_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_mail_pkey" PRIMARY KEY ("notification_id")
);

-- CreateTable
CREATE TABLE "notification_preference" (
    "person_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "portal" BOOLEAN NOT NULL,
    "mail" BOOLEAN NOT NULL,

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("person_id","topic")
);

-- CreateIndex
CREATE INDEX "notification_person_id_created_at_id_idx" ON "notification"("person_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "notification_event_id_person_id_template_key" ON "notification"("event_id", "person_id", "template");

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification_mail" ADD CONSTRAINT "notification_mail_notification_id_fkey" FOREIGN KEY ("notification_id") REFERENCES "notification"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification_preference" ADD CONSTRAINT "notification_preference_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- A further class:
--   PERSON   rows of one person, in the column after the colon; whatever somebody's role, they see their own alone
CALL portal_classify('notification', 'PERSON', 'person_id', NULL);
CALL portal_classify('notification_preference', 'PERSON', 'person_id', NULL);

-- Only scheduled work writes notifications; whom they are for marks them as read, and nothing else of them changes.
GRANT SELECT, INSERT ON notification TO portal_job;
CREATE POLICY portal_job ON notification TO portal_job USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (read_at) ON notification TO portal_staff, portal_portfolio, portal_partner, portal_member;
CREATE POLICY own ON notification TO portal_staff, portal_portfolio
  USING (person_id = (SELECT portal_actor())) WITH CHECK (person_id = (SELECT portal_actor()));
-- Whoever moves to another partner leaves behind what the last one told.
CREATE POLICY own_at_partner ON notification TO portal_partner, portal_member
  USING (person_id = (SELECT portal_actor()) AND partner_id = ANY ((SELECT portal_partners())::uuid[]))
  WITH CHECK (person_id = (SELECT portal_actor()) AND partner_id = ANY ((SELECT portal_partners())::uuid[]));

GRANT SELECT ON notification_preference TO portal_job;
CREATE POLICY portal_job ON notification_preference TO portal_job USING (true);
GRANT SELECT, INSERT, UPDATE ON notification_preference TO portal_staff, portal_portfolio, portal_partner, portal_member;
CREATE POLICY own ON notification_preference TO portal_staff, portal_portfolio, portal_partner, portal_member
  USING (person_id = (SELECT portal_actor())) WITH CHECK (person_id = (SELECT portal_actor()));

CALL portal_classify('notification_mail', 'SYSTEM', NULL, NULL);
GRANT SELECT, INSERT, UPDATE ON notification_mail TO portal_job;
CREATE POLICY portal_job ON notification_mail TO portal_job USING (true) WITH CHECK (true);

CREATE INDEX notification_unread ON notification (person_id, created_at, id) WHERE in_portal AND read_at IS NULL;
CREATE INDEX notification_mail_due ON notification_mail (due_at, notification_id) WHERE ended_at IS NULL;

ALTER TABLE notification
  ADD CONSTRAINT version_positive CHECK (template_version > 0),
  ADD CONSTRAINT referral_has_partner CHECK (referral_id IS NULL OR partner_id IS NOT NULL),
  ADD CONSTRAINT read_where_shown CHECK (in_portal OR read_at IS NULL);
ALTER TABLE notification_mail
  ADD CONSTRAINT status_known CHECK (status IN ('WAITING', 'SENDING', 'SENT', 'FAILED', 'DROPPED')),
  ADD CONSTRAINT sending_has_attempt CHECK ((status = 'SENDING') = (attempt_id IS NOT NULL)),
  ADD CONSTRAINT ended_has_instant CHECK ((status IN ('SENT', 'FAILED', 'DROPPED')) = (ended_at IS NOT NULL)),
  ADD CONSTRAINT attempts_counted CHECK (attempts >= 0);
