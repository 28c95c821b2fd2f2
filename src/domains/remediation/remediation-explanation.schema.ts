import { builder } from '../../graphql/builder.ts';
import type { ObservationState } from './remediation.rules.ts';
import {
  BreachSideType,
  ObservationStateType,
  RuleGrainType,
  RuleKindType,
} from './remediation-enums.schema.ts';
import type { PlanExplanation, RuleTerms } from './remediation-review.rules.ts';

const BREACHES_MAX = 24;

const TermsType = builder.objectRef<RuleTerms>('RemediationTerms').implement({
  description: 'The rule as it was when the plan was proposed; the plan is measured by it until it closes.',
  fields: (t) => ({
    ruleCode: t.exposeString('code', { description: 'The code of the rule.' }),
    ruleVersion: t.exposeInt('version', { description: 'The version of the rule.' }),
    kind: t.field({
      type: RuleKindType,
      description: 'What is measured.',
      resolve: ({ kind }) => kind as 'KPI',
    }),
    kpi: t.exposeString('kpi', {
      nullable: true,
      description: 'The code of the KPI; null of a REQUIREMENT.',
    }),
    requirementCode: t.exposeString('requirementCode', {
      nullable: true,
      description: 'The code of the requirement; null of a KPI.',
    }),
    grain: t.field({
      type: RuleGrainType,
      description: 'The fiscal periods that are looked at.',
      resolve: ({ grain }) => grain as 'MONTH',
    }),
    breaches: t.field({
      type: BreachSideType,
      description: 'Which side is bad.',
      resolve: ({ breaches }) => breaches,
    }),
    threshold: t.field({
      type: 'Decimal',
      description: 'Where it begins.',
      resolve: ({ threshold }) => threshold,
    }),
    clearsAt: t.field({
      type: 'Decimal',
      description: 'Where it is over.',
      resolve: ({ clearsAt }) => clearsAt,
    }),
    currency: t.exposeString('currency', {
      nullable: true,
      description: 'ISO 4217 code of amounts; null where none are measured.',
    }),
    breachPeriods: t.exposeInt('breachPeriods', { description: 'Periods in a row until it was proposed.' }),
    clearPeriods: t.exposeInt('clearPeriods', { description: 'Periods in a row until it has succeeded.' }),
  }),
});

type Breach = PlanExplanation['periods'][number];

const BreachType = builder.objectRef<Breach>('RemediationBreach').implement({
  description: 'One of the periods that opened a plan.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The fiscal period.' }),
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The value then; null where there was none.',
      resolve: ({ value }) => value,
    }),
    state: t.field({
      type: ObservationStateType,
      description: 'How it stood to the thresholds.',
      resolve: ({ state }) => state as ObservationState,
    }),
  }),
});

/** Why a plan was proposed: by which rule, and by which periods. */
export const ExplanationType = builder
  .objectRef<Partial<PlanExplanation>>('RemediationExplanation')
  .implement({
    description: 'Why a plan was proposed.',
    fields: (t) => ({
      terms: t.field({
        type: TermsType,
        nullable: true,
        description: 'By which terms; null where they were not kept.',
        resolve: ({ rule }) => rule ?? null,
      }),
      periods: t.field({
        type: [BreachType],
        description: `By which periods, in their order; at most ${BREACHES_MAX}.`,
        resolve: ({ periods }) => [...(periods ?? [])].slice(-BREACHES_MAX),
      }),
    }),
  });
