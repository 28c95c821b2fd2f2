import type { MetricDefinition } from './definition.metric.ts';

export const onboardingDone = {
  code: 'ONBOARDING_DONE',
  name: 'Onboarding done',
  description: 'Whether the onboarding of the partner is completed.',
  unit: 'YES_NO',
  kind: 'STOCK',
  combination: 'ALL_HOLD',
  projection: 'CURRENT',
  source: 'Table onboarding.',
  isByCertification: false,
} as const satisfies MetricDefinition;
