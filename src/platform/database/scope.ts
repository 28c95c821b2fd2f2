/** The database roles, each with its own policies; the login itself may touch no table. */
export type DatabaseRole =
  | 'portal_public'
  | 'portal_member'
  | 'portal_partner'
  | 'portal_portfolio'
  | 'portal_staff'
  | 'portal_job';

/** Whom a transaction speaks for; row security compares rows with it. */
export type Scope = Readonly<{
  role: DatabaseRole;
  partnerIds: readonly string[];
  membershipIds: readonly string[];
  actorId: string | null;
}>;

/** Scheduled work sees all partners, under policies of its own. */
export const JOB_SCOPE: Scope = { role: 'portal_job', partnerIds: [], membershipIds: [], actorId: null };
