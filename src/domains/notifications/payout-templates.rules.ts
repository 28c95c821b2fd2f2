import { partnerTemplate, type Template } from './notification-template.rules.ts';

const told = (
  topic: 'STATEMENTS' | 'PARTNER_ACCOUNT',
  code: string,
  event: string,
  title: string,
  body: string,
) =>
  partnerTemplate({
    ...{ code, version: 1, event, topic, to: ['PARTNER_ADMINS'] as const },
    title: () => title,
    body: () => body,
  });

/** What a partner is told of its money, without amounts or accounts; who changed where it goes is told whatever it prefers. */
export const PAYOUT_TEMPLATES: readonly Template[] = [
  told(
    'STATEMENTS',
    'PAYOUT_SENT',
    'payout.sent',
    'A payout is on its way to you',
    'A payout was sent to your bank. The portal says how much it is.',
  ),
  told(
    'STATEMENTS',
    'PAYOUT_RETURNED',
    'payout.returned',
    'A payout came back',
    'Your bank returned a payout. It is still yours, and goes out again once your bank details are verified: check them in the portal.',
  ),
  told(
    'PARTNER_ACCOUNT',
    'BANK_DETAILS_CHANGED',
    'payee_account.entered',
    'Your bank details were changed',
    'Somebody of your company entered bank details in the portal. If that was not you, tell the vendor at once: nothing is paid to them before they are verified.',
  ),
];
