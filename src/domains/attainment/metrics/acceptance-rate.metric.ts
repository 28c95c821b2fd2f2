import type { MetricDefinition } from './definition.metric.ts';

export const acceptanceRate = {
  code: 'ACCEPTANCE_RATE',
  name: 'Acceptance rate',
  description: 'How many percent of the referrals decided within the window were accepted.',
  unit: 'PERCENT',
  kind: 'RATIO',
  combination: 'MEAN',
  projection: 'CURRENT',
  source: 'Events referral.accepted and referral.rejected, the last one of each referral.',
  isByCertification: false,
} as const satisfies MetricDefinition;
