-- A partner member appeals and reads appeals of what it registered itself, as far as it sees the referral: the subquery
-- reads under the member's own policy.
ALTER POLICY portal_member ON appeal
  USING (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND EXISTS (SELECT FROM referral WHERE referral.id = appeal.referral_id))
  WITH CHECK (partner_id = ANY ((SELECT portal_partners())::uuid[]) AND EXISTS (SELECT FROM referral WHERE referral.id = appeal.referral_id));

-- The open ones are what the vendor's list begins with.
CREATE INDEX appeal_by_opening ON appeal (opened_at, id);
