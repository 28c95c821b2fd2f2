import type { MetricDefinition } from './definition.metric.ts';

export const certifiedPeople = {
  code: 'CERTIFIED_PEOPLE',
  name: 'Certified people',
  description:
    'People of the partner who are certified on the day, each once; in one certification program, or in any where the requirement names none.',
  unit: 'COUNT',
  kind: 'STOCK',
  combination: 'DISTINCT_PEOPLE',
  projection: 'LAPSES',
  source: 'Tables certification_award_change and membership.',
  isByCertification: true,
} as const satisfies MetricDefinition;
