import type { MetricDefinition } from './definition.metric.ts';

export const dealsWon = {
  code: 'DEALS_WON',
  name: 'Deals won',
  description: 'Deals credited to the partner that were won within the window.',
  unit: 'COUNT',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'PIPELINE',
  source: 'Tables attribution and opportunity_change.',
  isByCertification: false,
} as const satisfies MetricDefinition;
