-- A contest may also end in favor of the vendor's own sales, with credit for no partner.
ALTER TABLE contest DROP CONSTRAINT resolution_known;
ALTER TABLE contest ADD CONSTRAINT resolution_known CHECK (resolution IN ('ONE', 'SPLIT', 'SOURCED_CREDIT', 'DIRECT_SALES', 'UNDONE'));

-- A channel manager sees the contests of the portfolio, and of those only the parties within it: the subqueries read
-- under the manager's own policies.
ALTER POLICY portal_portfolio ON contest_party USING (EXISTS (SELECT FROM referral WHERE referral.id = contest_party.referral_id));
ALTER POLICY portal_portfolio ON contest USING (EXISTS (SELECT FROM contest_party WHERE contest_party.contest_id = contest.id));
