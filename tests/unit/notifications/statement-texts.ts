import type { Row } from './texts.ts';

/** What partners are told of statements and disputes: of FY2026-Q2 in EUR, accepted from 2026-10-14 on, upheld in part. */
export const STATEMENT_TEXTS: readonly Row[] = [
  [
    'STATEMENT_ISSUED',
    1,
    'Your statement FY2026-Q2 in EUR is here',
    'Your statement of FY2026-Q2 in EUR is in the portal. It counts as accepted on 2026-10-14, unless you dispute a line before. Its lines can be disputed afterwards too.',
  ],
];
