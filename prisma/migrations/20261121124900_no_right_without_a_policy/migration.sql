-- A partner's member reads no events, so nothing is lost but a right that no policy ever bound.
REVOKE SELECT ON event FROM portal_member;
