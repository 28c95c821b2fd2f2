import type { MetricDefinition } from './definition.metric.ts';
import { NO_DEAL, REFERRAL_FACT, REFERRAL_HISTORY, TAKEN_BACK } from './referral-history.metric.ts';

export const acceptanceRate = {
  code: 'ACCEPTANCE_RATE',
  name: 'Acceptance rate',
  description:
    'How many percent of the referrals whose last decision was made within the window were accepted; 0 where none was decided.',
  unit: 'PERCENT',
  kind: 'RATIO',
  combination: 'MEAN',
  projection: 'CURRENT',
  source: 'Events referral.accepted and referral.rejected, the last one of each referral.',
  isByCertification: false,
  reasons: { NOT_DECIDED: 'It came as accepted, without a decision.', ...TAKEN_BACK },
  history: REFERRAL_HISTORY,
  facts: `
  decided AS (
    SELECT referral_then.*,
      CASE WHEN verdict = 'REJECTED' OR accepted_at IS NULL THEN rejected_at ELSE accepted_at END AS decided_at
    FROM referral_then
  ),
  fact AS (
    SELECT ${REFERRAL_FACT}, decided_at AS at,
      CASE WHEN verdict NOT IN ('ACCEPTED', 'REJECTED') THEN verdict
        WHEN verdict = 'ACCEPTED' AND accepted_by <> 'referral.accepted' THEN 'NOT_DECIDED' END AS reason,
      CASE WHEN verdict = 'ACCEPTED' THEN 1 ELSE 0 END::numeric AS value, 1 AS denominator, ${NO_DEAL}
    FROM decided WHERE decided_at >= from_at
  )`,
} as const satisfies MetricDefinition;
