/** A time at a partner, half-open; without an end until somebody ends it. */
export type MembershipTime = Readonly<{ validFrom: Date; validTo: Date | null }>;

export const isCurrent = ({ validFrom, validTo }: MembershipTime, at: Date): boolean =>
  validFrom <= at && (validTo === null || validTo > at);

/**
 * When a next time can begin or a present one end: now, unless a request that overtook this one has begun another
 * a moment later already.
 */
export const notBefore = (now: Date, times: readonly Readonly<{ validFrom: Date }>[]): Date =>
  new Date(Math.max(now.getTime(), ...times.map(({ validFrom }) => validFrom.getTime())));

/** In which statuses a partner takes in people. */
export const takesPeople = (partnerStatus: string): boolean =>
  !['APPLIED', 'DECLINED', 'TERMINATED'].includes(partnerStatus);
