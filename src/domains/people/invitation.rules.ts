import { addDays } from '../../kernel/days.ts';

const INVITATION_DAYS = 14;

export type InvitationStatus = 'OPEN' | 'ACCEPTED' | 'REVOKED' | 'EXPIRED';

export const invitationExpiryOf = (now: Date): Date => addDays(now, INVITATION_DAYS);

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
