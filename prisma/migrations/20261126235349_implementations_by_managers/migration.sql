-- CreateIndex
CREATE INDEX "implementation_partner_id_planned_go_live_on_id_idx" ON "implementation"("partner_id", "planned_go_live_on", "id");

-- CreateIndex
CREATE INDEX "implementation_planned_go_live_on_id_idx" ON "implementation"("planned_go_live_on", "id");

-- CreateIndex
CREATE INDEX "satisfaction_response_answered_at_id_idx" ON "satisfaction_response"("answered_at", "id");

-- Channel managers plan for the partners of their portfolio; the policies hold them to those.
GRANT INSERT ON implementation TO portal_portfolio;
GRANT INSERT, UPDATE, DELETE ON implementation_member TO portal_portfolio;

CREATE UNIQUE INDEX implementation_member_one_lead ON implementation_member (implementation_id) WHERE role = 'LEAD';

-- What has ended stays as it ended, and who took part is settled with the go-live: certifications count on both.
CREATE TRIGGER ended_never_changes BEFORE UPDATE ON implementation FOR EACH ROW
  WHEN (OLD.status IN ('SIGNED_OFF', 'CANCELLED')) EXECUTE FUNCTION portal_refuse_change();
CREATE FUNCTION portal_refuse_unless_planned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM implementation WHERE id = OLD.implementation_id AND status = 'PLANNED') THEN
    RAISE EXCEPTION 'who took part is settled once an implementation is live' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER only_while_planned BEFORE UPDATE OR DELETE ON implementation_member FOR EACH ROW
  EXECUTE FUNCTION portal_refuse_unless_planned();
-- History that is loaded says at once who took part in what is long live; nobody else adds people to it.
CREATE POLICY only_while_planned ON implementation_member AS RESTRICTIVE FOR INSERT TO portal_partner, portal_portfolio
  WITH CHECK (EXISTS (SELECT FROM implementation AS i WHERE i.id = implementation_id AND i.status = 'PLANNED'));
