import type { MetricDefinition } from './definition.metric.ts';
import { NO_DEAL, REFERRAL_FACT, REFERRAL_HISTORY } from './referral-history.metric.ts';

export const referralsSubmitted = {
  code: 'REFERRALS_SUBMITTED',
  name: 'Referrals submitted',
  description:
    'Referrals that the partner submitted, each once, at its first submission; those that came with a deal of the CRM count as submitted when it opened.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source: 'Events referral.submitted, referral.imported and referral.created.',
  isByCertification: false,
  reasons: {
    WITHDRAWN: 'It was withdrawn.',
    SUBMITTED_BEFORE: 'It was submitted before the window already, and counts once.',
  },
  history: REFERRAL_HISTORY,
  facts: `
  fact AS (
    SELECT ${REFERRAL_FACT}, submitted_at AS at,
      CASE WHEN submitted_at < from_at THEN 'SUBMITTED_BEFORE' WHEN verdict = 'WITHDRAWN' THEN 'WITHDRAWN' END AS reason,
      1::numeric AS value, 1 AS denominator, ${NO_DEAL}
    FROM referral_then
    WHERE submitted_at >= from_at OR EXISTS (SELECT FROM step WHERE step.ask = referral_then.ask
      AND step.subject_id = referral_then.referral_id AND step.type = 'referral.submitted'
      AND step.occurred_at >= referral_then.from_at)
  )`,
} as const satisfies MetricDefinition;
