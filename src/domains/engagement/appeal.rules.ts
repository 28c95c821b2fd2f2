import { addDays } from '../../kernel/days.ts';

/** For so many days of 24 hours after a rejection it can be appealed. */
export const APPEAL_DAYS = 14;

export const appealableUntil = (rejectedAt: Date): Date => addDays(rejectedAt, APPEAL_DAYS);

/** Why a rejection cannot be appealed; null where it can. Each rejection is appealed once. */
export function appealBlock(rejectedAt: Date, lastAppealedAt: Date | null, now: Date): string | null {
  if (lastAppealedAt !== null && lastAppealedAt >= rejectedAt) return 'this rejection was appealed before.';
  const until = appealableUntil(rejectedAt);
  if (now >= until)
    return `a rejection can be appealed for ${APPEAL_DAYS} days, which ended at ${until.toISOString()}.`;
  return null;
}
