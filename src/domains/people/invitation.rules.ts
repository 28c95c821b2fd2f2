const INVITATION_DAYS = 14;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000;

export type InvitationStatus = 'OPEN' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';

export const invitationExpiryOf = (now: Date): Date =>
  new Date(now.getTime() + INVITATION_DAYS * DAY_MILLISECONDS);

/** An invitation that was cleared away only after it had expired still counts as expired. */
export function invitationStatusOf(
  invitation: Readonly<{ acceptedAt: Date | null; revokedAt: Date | null; expiresAt: Date }>,
  now: Date,
): InvitationStatus {
  const { acceptedAt, revokedAt, expiresAt } = invitation;
  if (acceptedAt) return 'ACCEPTED';
  if (revokedAt && revokedAt < expiresAt) return 'REVOKED';
  return revokedAt || expiresAt <= now ? 'EXPIRED' : 'OPEN';
}
