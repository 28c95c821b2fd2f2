-- AlterTable
ALTER TABLE "attribution" ADD COLUMN     "explanation" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "tail_ends_on" DATE;

-- AlterTable
ALTER TABLE "referral" ADD COLUMN     "protection_ended_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "protection_span" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "partner_id" UUID NOT NULL,
    "referral_id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "protection_span_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "protection_span_partner_id_referral_id_idx" ON "protection_span"("partner_id", "referral_id");

-- AddForeignKey
ALTER TABLE "protection_span" ADD CONSTRAINT "protection_span_referral_id_partner_id_fkey" FOREIGN KEY ("referral_id", "partner_id") REFERENCES "referral"("id", "partner_id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- Protection is never edited: it is given, given for longer, or ended early, and what held when follows from that.
ALTER TABLE protection_span
  ADD CONSTRAINT cause_known CHECK (cause IN ('ACCEPTED', 'EXTENDED', 'RESTORED', 'ENDED')),
  ADD CONSTRAINT given_for_a_while CHECK (CASE cause WHEN 'ENDED' THEN starts_at = ends_at ELSE starts_at < ends_at END);
CALL portal_classify('protection_span', 'PARTNER', 'partner_id', 'SELECT, INSERT', 'SELECT', 'SELECT', 'SELECT');
CALL portal_make_append_only('protection_span');

-- What the job for expired protection looks through: nothing of what it has done already.
CREATE INDEX referral_protection_due ON referral (protected_until)
  WHERE status = 'ACCEPTED' AND (protection_ended_at IS NULL OR sales_stage IS NULL OR sales_stage = 'LOST');
CREATE INDEX attribution_tail_due ON attribution (tail_ends_on) WHERE status = 'PENDING' AND ended_at IS NULL;

-- Referrals that were accepted before protection had a history.
SET LOCAL ROLE portal_job;
INSERT INTO protection_span (partner_id, referral_id, cause, starts_at, ends_at, booked_at)
SELECT partner_id, id, 'ACCEPTED', protected_from, protected_until, protected_from FROM referral
WHERE protected_from < protected_until;
RESET ROLE;
