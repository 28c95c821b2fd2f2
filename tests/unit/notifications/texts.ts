import { PAYOUT_TEXTS } from './payout-texts.ts';
import { PROGRAM_TEXTS } from './program-texts.ts';
import { REMEDIATION_TEXTS } from './remediation-texts.ts';
import { STATEMENT_TEXTS } from './statement-texts.ts';

export type Row = readonly [code: string, version: number, title: string, body: string];

/**
 * Every wording as it is read of Acme and Initech, returned as incomplete, after 90 and 480 of 960 minutes, in GOLD. Whoever
 * changes one that was sent adds a version, and a row here.
 */
export const TEXTS: readonly Row[] = [
  [
    'REFERRAL_ACCEPTED',
    1,
    'Your referral of Initech was accepted',
    'Your referral of Initech was accepted, and is protected from now on. Its page says until when.',
  ],
  [
    'REFERRAL_RETURNED',
    1,
    'Your referral of Initech needs a correction',
    'Your referral of Initech was returned to you. Something is missing. Correct it and submit it again: it keeps its place until the date on its page.',
  ],
  [
    'REFERRAL_REJECTED',
    1,
    'Your referral of Initech was rejected',
    'Your referral of Initech was rejected. Something is missing. Its page says why, and what you can do.',
  ],
  [
    'REFERRAL_WAITLISTED',
    1,
    'Your referral of Initech waits',
    'Your referral of Initech waits, as an earlier claim is in force. It moves up by itself when that one ends.',
  ],
  [
    'REFERRAL_PROMOTED',
    1,
    'Your referral of Initech moved up',
    'Nothing stands before your referral of Initech any more. It is submitted, and will be decided on.',
  ],
  [
    'REFERRAL_LAPSED',
    1,
    'Your referral of Initech lapsed',
    'Your referral of Initech was not corrected in time, and lost its place. You can register it anew.',
  ],
  [
    'REFERRAL_EXPIRED',
    1,
    'The protection of your referral of Initech has ended',
    'The protection of your referral of Initech has ended without a deal. Others can claim the customer now.',
  ],
  [
    'REFERRAL_RESTORED',
    1,
    'Your referral of Initech is protected again',
    'Your referral of Initech is protected again. Its page says until when.',
  ],
  [
    'APPEAL_UPHELD',
    1,
    'Your appeal about Initech was upheld',
    'Your appeal was upheld: your referral of Initech is in review again.',
  ],
  [
    'APPEAL_DENIED',
    1,
    'Your appeal about Initech was denied',
    'Your referral of Initech stays rejected. Its page says why.',
  ],
  [
    'EXTENSION_GRANTED',
    1,
    'Your referral of Initech is protected for longer',
    'The extension that you asked for was granted. The page of your referral of Initech says until when it is protected.',
  ],
  [
    'EXTENSION_REFUSED',
    1,
    'Your referral of Initech is not protected for longer',
    'The extension that you asked for was refused. The page of your referral of Initech says why.',
  ],
  [
    'REFERRAL_RECEIVED',
    1,
    'A referral of Initech is yours now',
    'The vendor gave you a referral of Initech. Its page says what follows.',
  ],
  [
    'REFERRAL_CLOSED',
    1,
    'Your referral of Initech was closed',
    'Your referral of Initech was closed. Something is missing. Its page says more.',
  ],
  [
    'REFERRAL_CONTESTED',
    1,
    'Your referral of Initech is contested',
    'Another claim on Initech has come up. What is unpaid is held until a person at the vendor decides; there is nothing that you have to do.',
  ],
  [
    'REFERRAL_SETTLED',
    1,
    'Your referral of Initech is no longer contested',
    'The vendor has decided: your referral of Initech stands. Its page says what follows.',
  ],
  [
    'ACCOUNT_APPROVED',
    1,
    'Your partner account was approved',
    'Welcome. Your application was approved, and the next steps are in the portal.',
  ],
  [
    'ACCOUNT_ONBOARDING',
    1,
    'Your onboarding has started',
    'The portal lists what is left to do before your account becomes active.',
  ],
  [
    'ACCOUNT_ACTIVATED',
    1,
    'Your partner account is active',
    'Your account is active: you can submit referrals now.',
  ],
  [
    'ACCOUNT_SUSPENDED',
    1,
    'Your partner account is suspended',
    'Your account is suspended: referrals cannot be submitted for now. The portal says why, and whom to ask.',
  ],
  [
    'ACCOUNT_RESUMED',
    1,
    'Your partner account is active again',
    'The suspension of your account has ended: you can submit referrals again.',
  ],
  [
    'ACCOUNT_TERMINATED',
    1,
    'Your partnership has ended',
    'Your partner account was terminated. The portal says why and from which day on.',
  ],
  [
    'ACCOUNT_REINSTATED',
    1,
    'Your partnership starts anew',
    'Your partner account was reinstated under a new agreement. The portal lists what is left to do.',
  ],
  ...PROGRAM_TEXTS,
  ...STATEMENT_TEXTS,
  ...PAYOUT_TEXTS,
  ...REMEDIATION_TEXTS,
  [
    'REVIEW_REQUESTED',
    1,
    'Acme referred Initech',
    'Acme submitted a referral of Initech. It is in the review queue.',
  ],
  [
    'REVIEW_POSSIBLE',
    1,
    "Acme's referral of Initech moved up",
    "What stood before Acme's referral of Initech has ended. It is in the review queue.",
  ],
  [
    'APPEAL_TO_DECIDE',
    1,
    'Acme appeals about Initech',
    'Acme objects to the rejection of its referral of Initech.',
  ],
  [
    'EXTENSION_TO_DECIDE',
    1,
    'Acme asks for more time with Initech',
    'Acme asks to protect its referral of Initech for longer.',
  ],
  [
    'REVIEW_DUE_SOON',
    1,
    "Acme's referral of Initech is due soon",
    "Acme's referral of Initech has waited 1 h 30 min of business time. The standard is 16 h.",
  ],
  [
    'REVIEW_OVERDUE',
    1,
    "Acme's referral of Initech is overdue",
    "Acme's referral of Initech has waited 1 h 30 min of business time. The standard is 16 h.",
  ],
  [
    'CLOCK_WARNED',
    1,
    'Acme waits for an answer',
    'Acme has waited 8 h of business time for an answer. The standard is 16 h.',
  ],
  [
    'CLOCK_BREACHED',
    1,
    'Acme has waited too long',
    'Acme has waited 8 h of business time for an answer, more than the standard of 16 h.',
  ],
  [
    'CLOCK_ESCALATED',
    1,
    'Acme still waits, and it is yours now',
    'Acme has waited 8 h of business time for an answer. The standard is 16 h. Nobody who was told before has answered.',
  ],
  [
    'CONFLICT_IN_PORTFOLIO',
    1,
    "Acme's referral of Initech is contested",
    "Acme's referral of Initech collides with another claim. What is unpaid is held until partner operations decides.",
  ],
  [
    'CONFLICT_TO_DECIDE',
    1,
    'A conflict waits for a decision',
    'Accepted claims on one opportunity collide. What is unpaid is held until it is decided.',
  ],
  ['APPLICATION_RECEIVED', 1, 'Acme wants to become a partner', 'Acme has applied. Approve or decline it.'],
  [
    'PROMOTION_TO_DECIDE',
    1,
    'Acme has earned a higher tier',
    'Acme has earned a higher tier, by the review of FY2026-Q2. The proposal waits for your decision and says what it follows from.',
  ],
  [
    'GRACE_TO_DECIDE',
    1,
    'Acme missed what its tier asks',
    'Acme missed what its tier asks, by the review of FY2026-Q2. The proposal waits for your decision and says what it follows from.',
  ],
  [
    'DEMOTION_TO_DECIDE',
    1,
    'Acme is to lose its tier',
    'Acme is to lose its tier, by the review of FY2026-Q2. The proposal waits for your decision and says what it follows from.',
  ],
  [
    'PARTNER_DEMOTED_SOON',
    1,
    'Acme is about to lose its tier',
    'Acme was told that it missed in FY2026-Q2 what GOLD asks. Its standing says what is missing.',
  ],
  [
    'PARTNER_ACTIVATED',
    1,
    'Acme is active',
    'Acme is active. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_SUSPENDED',
    1,
    'Acme is suspended',
    'Acme is suspended. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_RESUMED',
    1,
    'Acme is active again',
    'Acme is active again. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_TERMINATED',
    1,
    'Acme is terminated',
    'Acme is terminated. The history of the account says by whom and why.',
  ],
  [
    'PARTNER_REINSTATED',
    1,
    'Acme is reinstated',
    'Acme is reinstated. The history of the account says by whom and why.',
  ],
];
