import type { Row } from './texts.ts';

/** What partners are told of statements and disputes: of FY2026-Q2 in EUR, accepted from 2026-10-14 on, upheld in part. */
export const STATEMENT_TEXTS: readonly Row[] = [
  [
    'STATEMENT_ISSUED',
    1,
    'Your statement FY2026-Q2 in EUR is here',
    'Your statement of FY2026-Q2 in EUR is in the portal. It counts as accepted on 2026-10-14, unless you dispute a line before. Its lines can be disputed afterwards too.',
  ],
  [
    'DISPUTE_QUESTION',
    1,
    'The vendor has a question about your dispute',
    'Your dispute waits for your answer; the portal says what is asked.',
  ],
  [
    'DISPUTE_OPENED_BY_VENDOR',
    1,
    'The vendor contests a line of your statement',
    'The vendor holds that a line of yours was too much. What is contested and not paid yet is held until it is decided. The portal says why.',
  ],
  [
    'DISPUTE_DECIDED',
    1,
    'Your dispute was decided: upheld in part',
    'The decision is upheld in part. What it changes is on your next statement, and the portal says why.',
  ],
];
