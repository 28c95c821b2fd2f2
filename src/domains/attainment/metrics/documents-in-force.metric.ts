import type { MetricDefinition } from './definition.metric.ts';

export const documentsInForce = {
  code: 'DOCUMENTS_IN_FORCE',
  name: 'Agreements and documents in force',
  description: 'Whether every agreement and document required of the partner is in force on the day.',
  unit: 'YES_NO',
  kind: 'STOCK',
  combination: 'ALL_HOLD',
  projection: 'LAPSES',
  source: 'Tables document_requirement, agreement and agreement_decision.',
  isByCertification: false,
} as const satisfies MetricDefinition;
