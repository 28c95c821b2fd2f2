import type { MetricDefinition } from './definition.metric.ts';

export const referralsSubmitted = {
  code: 'REFERRALS_SUBMITTED',
  name: 'Referrals submitted',
  description: 'Referrals that the partner submitted, each once, at its first submission.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source: 'Events referral.submitted, referral.imported, referral.created and referral.received.',
  isByCertification: false,
} as const satisfies MetricDefinition;
