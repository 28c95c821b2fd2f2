import type { MetricDefinition } from './definition.metric.ts';

export const revenueWon = {
  code: 'REVENUE_WON',
  name: 'Revenue won',
  description:
    'The amounts of the deals won within the window, by the share credited to the partner, in the currency of the program at the rates of its version.',
  unit: 'MONEY',
  kind: 'FLOW',
  combination: 'SUM',
  projection: 'PIPELINE',
  source: 'Tables attribution and opportunity_change.',
  isByCertification: false,
} as const satisfies MetricDefinition;
