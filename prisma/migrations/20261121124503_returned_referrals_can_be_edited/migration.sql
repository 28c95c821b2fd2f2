-- A partner corrects a returned referral while it stays returned, so that is no decision either.
ALTER POLICY no_decision_by_partner ON referral
  USING (true) WITH CHECK (status IN ('DRAFT', 'SUBMITTED', 'RETURNED', 'WITHDRAWN'));
