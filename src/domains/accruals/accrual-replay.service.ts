/** What a replay reads beyond what booking does. It writes nothing. */
export { earningsOfMonth, entriesByTerms, type Month, unfoundedOf } from './accrual-replay.repo.ts';
