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

export const ObservationType = builder.prismaObject('RemediationObservation', {
  name: 'RemediationObservation',
  description:
    'What a plan’s KPI or requirement was in a period, as last evaluated; corrected figures correct it.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The fiscal period, such as `FY2026-P04`.' }),
    periodFrom: t.expose('periodFrom', { type: 'Date', description: 'Its first day.' }),
    value: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The value; null where there was nothing to measure.',
      select: { value: true },
      resolve: ({ value }) => value?.toFixed() ?? null,
    }),
    state: t.field({
      type: ObservationStateType,
      description: 'How it stands to the thresholds that the plan was opened by.',
      select: { state: true },
      resolve: ({ state }) => state as ObservationState,
    }),
    observedAt: t.expose('observedAt', {
      type: 'DateTime',
      description: 'When it was evaluated to this last.',
    }),
  }),
});

type Shown = Readonly<{
  percent: string;
  unclampedPercent: string;
  before: string;
  target: string;
  latest: string;
}>;

export const ProgressType = builder.objectRef<Shown>('RemediationProgress').implement({
  description: 'How far a plan has come, by its KPI alone: (latest - before) / (target - before).',
  fields: (t) => ({
    percent: t.expose('percent', {
      type: 'Decimal',
      description: 'From 0 to 100, at most two digits after the point; 100 only where the target is reached.',
    }),
    unclampedPercent: t.expose('unclampedPercent', {
      type: 'Decimal',
      description:
        'The same without bounds: negative where it got worse, above 100 where it is better than asked.',
    }),
    before: t.expose('before', { type: 'Decimal', description: 'From where.' }),
    target: t.expose('target', { type: 'Decimal', description: 'To where.' }),
    latest: t.expose('latest', { type: 'Decimal', description: 'Where it is.' }),
  }),
});

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
    breaches: t.expose('breaches', {
      type: BreachSideType,
      description: 'Which side is bad.',
    }),
    threshold: t.expose('threshold', {
      type: 'Decimal',
      description: 'Where it begins.',
    }),
    clearsAt: t.expose('clearsAt', {
      type: 'Decimal',
      description: 'Where it is over.',
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
    value: t.expose('value', {
      type: 'Decimal',
      nullable: true,
      description: 'The value then; null where there was none.',
    }),
    state: t.field({
      type: ObservationStateType,
      description: 'How it stood to the thresholds.',
      resolve: ({ state }) => state as ObservationState,
    }),
  }),
});

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
