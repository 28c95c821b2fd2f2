import { builder } from '../../graphql/builder.ts';
import { KpiScopeInput, scopeFrom } from '../kpis/kpi-scope.schema.ts';
import type { KeyResultInput } from './objective.rules.ts';
import { KeyResultDirectionType } from './objective-enums.schema.ts';

export const MEASURES = {
  kpi: 'A code of `kpiCatalogue`; where the objective is agreed with a partner, one that partners see.',
  scope:
    'Whose figures count; everybody’s where left out. Where it is agreed with a partner, that partner’s own.',
  currency:
    'ISO 4217 code that amounts are converted to: required where the KPI is an amount, else left out.',
  baseline:
    'From where, amounts in major units, at most 6 digits after the point; the KPI’s value in the period before where left out, which is refused where it has none.',
  target: 'To where, on the side of the baseline that the direction says.',
  direction: 'Which way; as is good for the KPI where left out.',
  weight: 'How much it counts among the others, more than 0 and at most 1000; 1 where left out.',
} as const;

export const KeyResultContentInput = builder.inputType('KeyResultInput', {
  description: 'A KPI that should get somewhere.',
  fields: (t) => ({
    kpi: t.string({ required: true, description: MEASURES.kpi }),
    scope: t.field({ type: KpiScopeInput, description: MEASURES.scope }),
    currency: t.field({ type: 'CurrencyCode', description: MEASURES.currency }),
    baseline: t.field({ type: 'Decimal', description: MEASURES.baseline }),
    target: t.field({ type: 'Decimal', required: true, description: MEASURES.target }),
    direction: t.field({ type: KeyResultDirectionType, description: MEASURES.direction }),
    weight: t.field({ type: 'Decimal', description: MEASURES.weight }),
  }),
});

export const keyResultFrom = (input: typeof KeyResultContentInput.$inferInput): KeyResultInput => ({
  ...{
    kpi: input.kpi,
    scope: scopeFrom(input.scope) ?? { kind: 'ALL', key: '' },
    currency: input.currency ?? null,
  },
  ...{ baseline: input.baseline ?? null, target: input.target },
  ...{ direction: input.direction ?? null, weight: input.weight ?? null },
});
