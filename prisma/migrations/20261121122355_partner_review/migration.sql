-- CreateIndex
CREATE INDEX "partner_status_created_at_id_idx" ON "partner"("status", "created_at", "id");

-- CreateIndex
CREATE INDEX "partner_application_domain_idx" ON "partner_application"("domain");

-- CreateIndex
CREATE INDEX "partner_application_applicant_email_idx" ON "partner_application"("applicant_email");

-- CreateIndex
CREATE INDEX "membership_email_idx" ON "membership"("email");

-- A reviewer asks which partners have people at the applicant's domain; an address is kept in lower case.
CREATE INDEX membership_email_domain ON membership (split_part(email, '@', 2));

-- A plan that has not begun can be called off without a trace in who served whom; what has begun only ends.
GRANT DELETE ON assignment TO portal_staff;
CREATE POLICY only_plans_are_deleted ON assignment AS RESTRICTIVE FOR DELETE TO portal_staff USING (valid_from > now());
