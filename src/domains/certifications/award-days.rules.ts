import { addDays } from '../../kernel/days.ts';
import { dateOf, plainDateOf, startOfDay } from '../../kernel/time.ts';
import { expiryOf } from '../agreements/agreement.rules.ts';

/** Days are midnights in UTC; `endsOn` is the first day without it, null where it has no end. */
export type HeldDays = Readonly<{ validFrom: Date; endsOn: Date | null }>;

export type AwardFacts = HeldDays &
  Readonly<{
    id: string;
    enrolmentId: string | null;
    programId: string;
    versionId: string;
    awardedOn: Date;
    renewalOfId: string | null;
    revokedAt: Date | null;
  }>;

export type AwardDays = HeldDays & Readonly<{ awardedOn: Date }>;

export const isHeldOn = ({ validFrom, endsOn }: HeldDays, day: Date): boolean =>
  validFrom <= day && (endsOn === null || day < endsOn);

/** The first day on which an award can be renewed; null where it has no end, and so nothing to renew. */
export const renewableFrom = (endsOn: Date | null, renewalWindowDays: number): Date | null =>
  endsOn && addDays(endsOn, -renewalWindowDays);

/**
 * From when on what somebody does counts towards earning again what they earned before: the day after the award began,
 * as what earned it was done on that day, and after its revocation.
 */
export function countsAfter({ validFrom, revokedAt }: AwardFacts, timeZone: string): Date {
  const begun = dateOf(startOfDay(plainDateOf(validFrom).add({ days: 1 }), timeZone));
  return revokedAt && revokedAt > begun ? revokedAt : begun;
}

/** The first day from one on, on which each of these certifications is held; null where there is none. */
export function firstDayHolding(
  programIds: readonly string[],
  awards: readonly (HeldDays & Readonly<{ programId: string }>)[],
  from: Date,
): Date | null {
  const starts = awards.map(({ validFrom }) => validFrom).filter((day) => day > from);
  const candidates = [from, ...starts.sort((a, b) => a.getTime() - b.getTime())];
  const holdsAll = (day: Date) =>
    programIds.every((id) => awards.some((award) => award.programId === id && isHeldOn(award, day)));
  return candidates.find(holdsAll) ?? null;
}

/**
 * From when until when an award holds that was completed on a day. A renewal before the old one's end begins with that
 * end, so that nothing is lost; it counts from the first day of the renewal window at the earliest. One that comes
 * later begins anew.
 */
export function awardDaysOf(
  completedOn: Date,
  validityMonths: number | null,
  renewed: Readonly<{ endsOn: Date | null; renewalWindowDays: number }> | null,
): AwardDays {
  const opens = renewed && renewableFrom(renewed.endsOn, renewed.renewalWindowDays);
  const awardedOn = opens && completedOn < opens ? opens : completedOn;
  const isEarly = renewed?.endsOn && awardedOn < renewed.endsOn;
  const validFrom = isEarly ? renewed.endsOn : awardedOn;
  return { awardedOn, validFrom, endsOn: expiryOf(validFrom, validityMonths) };
}

export const AWARD_STATUSES = ['PENDING', 'VALID', 'EXPIRING', 'EXPIRED', 'REVOKED'] as const;
export type AwardStatus = (typeof AWARD_STATUSES)[number];

/** An award is about to end when at most so many days are left, and no renewal follows it. */
export const EXPIRING_DAYS = 90;

export type AwardStanding = HeldDays & Readonly<{ revokedAt: Date | null; isRenewed: boolean }>;

/** A renewal that was revoked renews nothing. */
export const standingOf = ({
  renewedBy,
  ...award
}: HeldDays &
  Readonly<{
    revokedAt: Date | null;
    renewedBy: Readonly<{ revokedAt: Date | null }> | null;
  }>): AwardStanding => ({ ...award, isRenewed: renewedBy !== null && renewedBy.revokedAt === null });

/** Where an award stands on a day, as it is known today: what was revoked since then still held before. */
export function awardStatusOn(award: AwardStanding, day: Date, today: Date): AwardStatus {
  const hasEnded = award.endsOn !== null && award.endsOn <= day;
  if (award.revokedAt && (hasEnded || day >= today)) return 'REVOKED';
  if (hasEnded) return 'EXPIRED';
  if (award.validFrom > day) return 'PENDING';
  const isEnding = award.endsOn !== null && award.endsOn <= addDays(day, EXPIRING_DAYS);
  return isEnding && !award.isRenewed ? 'EXPIRING' : 'VALID';
}
