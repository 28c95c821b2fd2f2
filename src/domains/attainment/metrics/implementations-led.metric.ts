import type { MetricDefinition } from './definition.metric.ts';

export const implementationsLed = {
  code: 'IMPLEMENTATIONS_LED',
  name: 'Implementations led',
  description: 'Implementations led by the partner that the vendor signed off within the window.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'RUN_RATE',
  source: 'Table implementation.',
  isByCertification: false,
} as const satisfies MetricDefinition;
