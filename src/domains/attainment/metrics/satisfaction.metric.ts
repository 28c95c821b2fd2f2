import type { MetricDefinition } from './definition.metric.ts';

export const satisfaction = {
  code: 'SATISFACTION',
  name: 'Customer satisfaction',
  description: 'The mean of what customers answered within the window, from 1 to 5.',
  unit: 'SCORE',
  kind: 'RATIO',
  combination: 'MEAN',
  projection: 'CURRENT',
  source: 'Table satisfaction_response.',
  isByCertification: false,
} as const satisfies MetricDefinition;
