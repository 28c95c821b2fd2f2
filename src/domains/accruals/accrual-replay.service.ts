/** What a replay reads beyond what booking does. It writes nothing. */
export {
  earningsOfMonth,
  entriesByTerms,
  type FrozenRevision,
  type Month,
  revisionsOf,
  unfoundedOf,
} from './accrual-replay.repo.ts';
