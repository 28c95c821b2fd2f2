export { type ScorecardCounts, type ScorecardTier, scorecardCounts } from './standing-scorecard.repo.ts';
