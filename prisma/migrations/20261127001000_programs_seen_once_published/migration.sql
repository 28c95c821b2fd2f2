-- A program that is a draft only is hidden with its draft: the versions are asked under the same role.
CREATE POLICY no_drafts ON partner_program AS RESTRICTIVE FOR SELECT TO portal_partner, portal_member
  USING (EXISTS (SELECT FROM program_version AS v WHERE v.program_id = partner_program.id));

-- A channel manager provisions what the vendor owes to partners of the portfolio; its policy binds it to them.
GRANT UPDATE ON benefit_entitlement TO portal_portfolio;
