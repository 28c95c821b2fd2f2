import type { MetricDefinition } from './definition.metric.ts';
import { NO_DEAL, REFERRAL_FACT, REFERRAL_HISTORY, TAKEN_BACK } from './referral-history.metric.ts';

export const referralsAccepted = {
  code: 'REFERRALS_ACCEPTED',
  name: 'Referrals accepted',
  description:
    'Referrals that were accepted, each once, at its acceptance, as long as the last decision on it is that one.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source:
    'Events referral.accepted, referral.imported, referral.created and referral.received, with those that take an acceptance back.',
  isByCertification: false,
  reasons: { REJECTED: 'It was rejected.', ...TAKEN_BACK },
  history: REFERRAL_HISTORY,
  facts: `
  fact AS (
    SELECT ${REFERRAL_FACT}, coalesce(accepted_at, rejected_at) AS at, nullif(verdict, 'ACCEPTED') AS reason,
      1::numeric AS value, 1 AS denominator, ${NO_DEAL}
    FROM referral_then
    WHERE accepted_at >= from_at OR (verdict IN ('REJECTED', 'REOPENED') AND rejected_at >= from_at)
  )`,
} as const satisfies MetricDefinition;
