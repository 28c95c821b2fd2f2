/** For so many days of 24 hours after a rejection it can be appealed. */
export const APPEAL_DAYS = 14;

const DAY_MILLISECONDS = 86_400_000;

export const appealableUntil = (rejectedAt: Date): Date =>
  new Date(rejectedAt.getTime() + APPEAL_DAYS * DAY_MILLISECONDS);

/** Why a rejection cannot be appealed; null where it can. Each rejection is appealed once. */
export function appealBlock(rejectedAt: Date, lastAppealedAt: Date | null, now: Date): string | null {
  if (lastAppealedAt !== null && lastAppealedAt >= rejectedAt) return 'this rejection was appealed before.';
  const until = appealableUntil(rejectedAt);
  if (now >= until)
    return `a rejection can be appealed for ${APPEAL_DAYS} days, which ended at ${until.toISOString()}.`;
  return null;
}
