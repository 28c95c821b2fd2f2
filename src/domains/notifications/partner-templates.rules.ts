import type { DecisionCode } from '../referrals/referral.rules.ts';
import { partnerTemplate, type Recipient, type Template } from './notification-template.rules.ts';

const REFERRING: readonly Recipient[] = ['REGISTRANT', 'PARTNER_ADMINS'];

/** The same words whoever else is concerned, so that nobody learns who that is. */
const REASONS: Readonly<Record<DecisionCode, string>> = {
  EXISTING_CUSTOMER: ' The company is a customer already.',
  ALREADY_REGISTERED: ' The opportunity is registered already.',
  OUT_OF_SCOPE: ' It is outside of what the program covers.',
  INCOMPLETE: ' Something is missing.',
  NOT_QUALIFIED: ' It is no opportunity yet.',
  PARTNER_LEFT: ' The partnership has ended.',
  CUSTOMER_OVERLAP: ' It is about the same company as another claim.',
  TRANSFERRED: ' It goes on as another referral.',
  OTHER: '',
};

const reasonOf = (code: string | number | null): string => REASONS[code as DecisionCode] ?? '';

type Words = Readonly<{ customer: string; code: string | number | null }>;
type Wording = readonly [title: (words: Words) => string, body: (words: Words) => string];

const referralTemplate = (
  topic: 'REFERRAL_PROGRESS' | 'REFERRAL_CONFLICTS',
  code: string,
  event: string,
  [title, body]: Wording,
): Template =>
  partnerTemplate({ code, version: 1, event, topic, to: REFERRING, arguments: ['code'], title, body });

const progress = (code: string, event: string, ...wording: Wording) =>
  referralTemplate('REFERRAL_PROGRESS', code, event, wording);
const conflict = (code: string, event: string, ...wording: Wording) =>
  referralTemplate('REFERRAL_CONFLICTS', code, event, wording);

const account = (code: string, event: string, title: string, body: string) =>
  partnerTemplate({
    code,
    version: 1,
    event,
    topic: 'PARTNER_ACCOUNT',
    to: ['PARTNER_ADMINS'],
    title: () => title,
    body: () => body,
  });

/** What a partner is told: the fate of its referrals, and of its account. */
export const PARTNER_TEMPLATES: readonly Template[] = [
  progress(
    'REFERRAL_ACCEPTED',
    'referral.accepted',
    ({ customer }) => `Your referral of ${customer} was accepted`,
    ({ customer }) =>
      `Your referral of ${customer} was accepted, and is protected from now on. Its page says until when.`,
  ),
  progress(
    'REFERRAL_RETURNED',
    'referral.returned',
    ({ customer }) => `Your referral of ${customer} needs a correction`,
    ({ customer, code }) =>
      `Your referral of ${customer} was returned to you.${reasonOf(code)} Correct it and submit it again: it keeps its place until the date on its page.`,
  ),
  progress(
    'REFERRAL_REJECTED',
    'referral.rejected',
    ({ customer }) => `Your referral of ${customer} was rejected`,
    ({ customer, code }) =>
      `Your referral of ${customer} was rejected.${reasonOf(code)} Its page says why, and what you can do.`,
  ),
  progress(
    'REFERRAL_WAITLISTED',
    'referral.waitlisted',
    ({ customer }) => `Your referral of ${customer} waits`,
    ({ customer }) =>
      `Your referral of ${customer} waits, as an earlier claim is in force. It moves up by itself when that one ends.`,
  ),
  progress(
    'REFERRAL_PROMOTED',
    'referral.promoted',
    ({ customer }) => `Your referral of ${customer} moved up`,
    ({ customer }) =>
      `Nothing stands before your referral of ${customer} any more. It is submitted, and will be decided on.`,
  ),
  progress(
    'REFERRAL_LAPSED',
    'referral.lapsed',
    ({ customer }) => `Your referral of ${customer} lapsed`,
    ({ customer }) =>
      `Your referral of ${customer} was not corrected in time, and lost its place. You can register it anew.`,
  ),
  progress(
    'REFERRAL_EXPIRED',
    'referral.expired',
    ({ customer }) => `The protection of your referral of ${customer} has ended`,
    ({ customer }) =>
      `The protection of your referral of ${customer} has ended without a deal. Others can claim the customer now.`,
  ),
  progress(
    'REFERRAL_RESTORED',
    'referral.restored',
    ({ customer }) => `Your referral of ${customer} is protected again`,
    ({ customer }) => `Your referral of ${customer} is protected again. Its page says until when.`,
  ),
  progress(
    'APPEAL_UPHELD',
    'referral.appeal_upheld',
    ({ customer }) => `Your appeal about ${customer} was upheld`,
    ({ customer }) => `Your appeal was upheld: your referral of ${customer} is in review again.`,
  ),
  progress(
    'APPEAL_DENIED',
    'referral.appeal_denied',
    ({ customer }) => `Your appeal about ${customer} was denied`,
    ({ customer }) => `Your referral of ${customer} stays rejected. Its page says why.`,
  ),
  progress(
    'EXTENSION_GRANTED',
    'referral.extension_granted',
    ({ customer }) => `Your referral of ${customer} is protected for longer`,
    ({ customer }) =>
      `The extension that you asked for was granted. The page of your referral of ${customer} says until when it is protected.`,
  ),
  progress(
    'EXTENSION_REFUSED',
    'referral.extension_refused',
    ({ customer }) => `Your referral of ${customer} is not protected for longer`,
    ({ customer }) =>
      `The extension that you asked for was refused. The page of your referral of ${customer} says why.`,
  ),
  progress(
    'REFERRAL_RECEIVED',
    'referral.received',
    ({ customer }) => `A referral of ${customer} is yours now`,
    ({ customer }) => `The vendor gave you a referral of ${customer}. Its page says what follows.`,
  ),
  progress(
    'REFERRAL_CLOSED',
    'referral.closed',
    ({ customer }) => `Your referral of ${customer} was closed`,
    ({ customer, code }) => `Your referral of ${customer} was closed.${reasonOf(code)} Its page says more.`,
  ),
  conflict(
    'REFERRAL_CONTESTED',
    'referral.contested',
    ({ customer }) => `Your referral of ${customer} is contested`,
    ({ customer }) =>
      `Another claim on ${customer} has come up. What is unpaid is held until a person at the vendor decides; there is nothing that you have to do.`,
  ),
  conflict(
    'REFERRAL_SETTLED',
    'referral.settled',
    ({ customer }) => `Your referral of ${customer} is no longer contested`,
    ({ customer }) =>
      `The vendor has decided: your referral of ${customer} stands. Its page says what follows.`,
  ),
  account(
    'ACCOUNT_APPROVED',
    'partner.approved',
    'Your partner account was approved',
    'Welcome. Your application was approved, and the next steps are in the portal.',
  ),
  account(
    'ACCOUNT_ONBOARDING',
    'partner.onboarding_started',
    'Your onboarding has started',
    'The portal lists what is left to do before your account becomes active.',
  ),
  account(
    'ACCOUNT_ACTIVATED',
    'partner.activated',
    'Your partner account is active',
    'Your account is active: you can submit referrals now.',
  ),
  account(
    'ACCOUNT_SUSPENDED',
    'partner.suspended',
    'Your partner account is suspended',
    'Your account is suspended: referrals cannot be submitted for now. The portal says why, and whom to ask.',
  ),
  account(
    'ACCOUNT_RESUMED',
    'partner.resumed',
    'Your partner account is active again',
    'The suspension of your account has ended: you can submit referrals again.',
  ),
  account(
    'ACCOUNT_TERMINATED',
    'partner.terminated',
    'Your partnership has ended',
    'Your partner account was terminated. The portal says why and from which day on.',
  ),
  account(
    'ACCOUNT_REINSTATED',
    'partner.reinstated',
    'Your partnership starts anew',
    'Your partner account was reinstated under a new agreement. The portal lists what is left to do.',
  ),
];
