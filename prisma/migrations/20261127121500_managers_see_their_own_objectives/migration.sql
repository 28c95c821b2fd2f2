-- A channel manager sees the partners' objectives of the portfolio, and of the vendor's own those that are the manager's.
CREATE POLICY of_owner ON objective FOR SELECT TO portal_portfolio
  USING (partner_id IS NULL AND owner_id = (SELECT portal_actor()));
CREATE POLICY of_owner ON key_result FOR SELECT TO portal_portfolio
  USING (partner_id IS NULL AND EXISTS (SELECT FROM objective AS o
    WHERE o.id = objective_id AND o.partner_id IS NULL AND o.owner_id = (SELECT portal_actor())));
