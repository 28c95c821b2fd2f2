import type { MetricDefinition } from './definition.metric.ts';

export const referralsAccepted = {
  code: 'REFERRALS_ACCEPTED',
  name: 'Referrals accepted',
  description:
    'Referrals that were accepted, each once, at its acceptance, as far as the last decision on it stands.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source:
    'Events referral.accepted, referral.imported, referral.created and referral.received, with the later ones that take them back.',
  isByCertification: false,
} as const satisfies MetricDefinition;
