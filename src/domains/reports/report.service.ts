/**
 * What reports say beyond KPIs. It is read in the role of the transaction, so that a partner's page holds what the partner's own
 * people could read, and nothing else.
 */

export {
  certifications,
  commissions,
  forecasts,
  funnelOf,
  openPlans,
  requirements,
  standings,
  targetsOf,
} from './report.repo.ts';
export {
  activePartners,
  latestCalls,
  partnersCalled,
  type ReportedPartner,
  rolledUpTo,
  ruleNames,
  tierCounts,
} from './report-program.repo.ts';
