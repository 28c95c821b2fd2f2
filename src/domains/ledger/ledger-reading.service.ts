/** What reading the ledger needs beyond a page of its rows; row security shows a caller its own. */

export type { EntryFilter } from './ledger-reading.repo.ts';
export { runningBalances } from './ledger-reading.repo.ts';
