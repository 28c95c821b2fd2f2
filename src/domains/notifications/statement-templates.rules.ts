import { partnerTemplate, type Template } from './notification-template.rules.ts';

/** What a partner is told of its statements and disputes: codes and days alone, no amounts, as mail is read by others too. */
export const STATEMENT_TEMPLATES: readonly Template[] = [
  partnerTemplate({
    code: 'STATEMENT_ISSUED',
    version: 1,
    event: 'statement.issued',
    topic: 'STATEMENTS',
    to: ['PARTNER_ADMINS'],
    arguments: ['period', 'currency', 'acceptsOn'],
    title: ({ period, currency }) =>
      `Your statement ${period ?? ''} in ${currency ?? 'your currency'} is here`.replace('  ', ' '),
    body: ({ period, currency, acceptsOn }) =>
      `Your statement of ${period ?? 'the last month'} in ${currency ?? 'your currency'} is in the portal. It counts as accepted on ${acceptsOn ?? 'the day it names'}, unless you dispute a line before. Its lines can be disputed afterwards too.`,
  }),
  partnerTemplate({
    code: 'DISPUTE_QUESTION',
    version: 1,
    event: 'dispute.info_requested',
    topic: 'STATEMENTS',
    to: ['PARTNER_ADMINS'],
    title: () => 'The vendor has a question about your dispute',
    body: () => 'Your dispute waits for your answer; the portal says what is asked.',
  }),
  partnerTemplate({
    code: 'DISPUTE_OPENED_BY_VENDOR',
    version: 1,
    event: 'dispute.opened_by_vendor',
    topic: 'STATEMENTS',
    to: ['PARTNER_ADMINS'],
    title: () => 'The vendor contests a line of your statement',
    body: () =>
      'The vendor holds that a line of yours was too much. What is contested and not paid yet is held until it is decided. The portal says why.',
  }),
  partnerTemplate({
    code: 'DISPUTE_DECIDED',
    version: 1,
    event: 'dispute.decided',
    topic: 'STATEMENTS',
    to: ['PARTNER_ADMINS'],
    arguments: ['outcome'],
    title: ({ outcome }) => `Your dispute was decided: ${OUTCOMES[outcome ?? ''] ?? 'see the portal'}`,
    body: ({ outcome }) =>
      `The decision is ${OUTCOMES[outcome ?? ''] ?? 'in the portal'}. What it changes is on your next statement, and the portal says why.`,
  }),
];

const OUTCOMES: Readonly<Record<string | number, string>> = {
  UPHELD: 'upheld',
  PARTLY_UPHELD: 'upheld in part',
  REJECTED: 'rejected',
};
