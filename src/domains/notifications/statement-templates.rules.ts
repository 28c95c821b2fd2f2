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
];
