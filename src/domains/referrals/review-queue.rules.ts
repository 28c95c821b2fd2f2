/** The response standard that a referral's clock is measured by. */
export const REFERRAL_STANDARD = 'REFERRAL_DECISION';

/** In these it waits for the vendor to decide. */
export const WAITING_FOR_VENDOR: readonly string[] = ['SUBMITTED', 'UNDER_REVIEW'];
/** In these it waits for the partner, and the vendor's time stands still. */
export const WAITING_FOR_PARTNER: readonly string[] = ['RETURNED'];

/** What the clock of a referral does once the referral is in a status; in any other status nothing waits. */
export function clockActionOf(status: string): 'START' | 'PAUSE' | 'STOP' {
  if (WAITING_FOR_VENDOR.includes(status)) return 'START';
  return WAITING_FOR_PARTNER.includes(status) ? 'PAUSE' : 'STOP';
}
