import type { Row } from './texts.ts';

/** What partners are told of payouts and bank details. */
export const PAYOUT_TEXTS: readonly Row[] = [
  [
    'PAYOUT_SENT',
    1,
    'A payout is on its way to you',
    'A payout was sent to your bank. The portal says how much it is.',
  ],
  [
    'PAYOUT_RETURNED',
    1,
    'A payout came back',
    'Your bank returned a payout. It is still yours, and goes out again once your bank details are verified: check them in the portal.',
  ],
  [
    'BANK_DETAILS_CHANGED',
    1,
    'Your bank details were changed',
    'Somebody of your company entered bank details in the portal. If that was not you, tell the vendor at once: nothing is paid to them before they are verified.',
  ],
];
