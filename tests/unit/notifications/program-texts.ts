import type { Row } from './texts.ts';

/** What is told of programs and certifications. */
export const PROGRAM_TEXTS: readonly Row[] = [
  [
    'TIER_PLACED',
    1,
    'Your tier is GOLD from 2026-07-01 on',
    'In the program REFERRAL your tier is GOLD from 2026-07-01 on. The portal says why, and what comes with it.',
  ],
  [
    'WAIVER_GRANTED',
    1,
    'DEALS is waived for you',
    'In the program REFERRAL DEALS counts as met from 2026-07-01 until 2027-01-01. The portal says why.',
  ],
  [
    'DEMOTION_NOTICED',
    1,
    'Your tier GOLD is about to end',
    'In FY2026-Q2 you missed what GOLD of the program REFERRAL asks. From 2026-07-01 on you are in a lower tier. The portal says what is missing.',
  ],
  [
    'CERTIFICATION_AWARDED',
    1,
    'Certified: REFERRAL',
    'A certification in REFERRAL was awarded. The portal shows it, with the code to check it by.',
  ],
  [
    'CERTIFICATION_RENEWED',
    1,
    'Renewed: REFERRAL',
    'A certification in REFERRAL was renewed. The portal shows until when.',
  ],
  [
    'CERTIFICATION_EXPIRING',
    1,
    'A certification in REFERRAL ends in 28 days',
    'A certification in REFERRAL ends on 2026-12-24. Renewed before, it goes on from that day.',
  ],
  [
    'CERTIFICATION_EXPIRED',
    1,
    'A certification in REFERRAL has ended',
    'A certification in REFERRAL ended on 2026-12-24, and counts no more. It can be earned anew.',
  ],
  [
    'CERTIFICATION_REVOKED',
    1,
    'A certification in REFERRAL was taken back',
    'A certification in REFERRAL was taken back, and counts no more. The portal says why.',
  ],
];
