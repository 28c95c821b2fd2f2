import { builder } from '../../graphql/builder.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { AttainmentStatusType } from '../attainment/attainment-requirement.schema.ts';
import { METRICS } from '../attainment/metric-catalogue.rules.ts';
import { TierModeType } from './program-enums.schema.ts';
import { MetricType } from './program-metric.schema.ts';
import type {
  StoredEvaluation,
  StoredRequirement,
  StoredReview,
  StoredTier,
} from './tier-review-explanation.rules.ts';

/** More than any program has; what a review kept is answered whole. */
const STEPS_MAX = 50;

const StepType = builder.objectRef<StoredRequirement['steps'][number]>('TierReviewStep').implement({
  description: 'A step of the arithmetic behind a number.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'What was done, as a constant.' }),
    inputs: t.stringList({
      description: 'What went in, each as `name=value`; at most 20.',
      resolve: ({ inputs }) => Object.entries(inputs).map(([name, value]) => `${name}=${value}`),
    }),
    result: t.exposeString('result', { description: 'What came out.' }),
  }),
});

const day = (text: string): Date => new Date(`${text}T00:00:00Z`);

const RequirementType = builder.objectRef<StoredRequirement>('TierReviewRequirement').implement({
  description: 'How a requirement stood when a review was proposed.',
  fields: (t) => ({
    requirementId: t.id({
      description: 'Global id of the requirement, `ProgramRequirement_<uuid>`.',
      resolve: ({ requirementId }) => globalIdOf('ProgramRequirement', requirementId),
    }),
    code: t.exposeString('code', { description: 'What it is called by, unique in its tier.' }),
    metric: t.field({
      type: MetricType,
      description: 'What is measured; it says the unit of the numbers.',
      resolve: ({ metric }) => METRICS[metric],
    }),
    from: t.field({
      type: 'Date',
      description: 'The first day of which facts count.',
      resolve: ({ from }) => day(from),
    }),
    until: t.field({
      type: 'Date',
      description: 'The day after the last of which facts count.',
      resolve: ({ until }) => day(until),
    }),
    actual: t.field({
      type: 'Decimal',
      description: "How much was there, in the metric's unit.",
      resolve: ({ actual }) => actual,
    }),
    target: t.field({
      type: 'Decimal',
      description: "How much was asked, in the metric's unit.",
      resolve: ({ target }) => target,
    }),
    percent: t.field({
      type: 'Decimal',
      description: 'How much of the target was there, in percent with at most two digits after the point.',
      resolve: ({ percent }) => percent,
    }),
    gap: t.field({
      type: 'Decimal',
      description: "What was missing, in the metric's unit; 0 where nothing was.",
      resolve: ({ gap }) => gap,
    }),
    points: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What it added to the score of its tier; null where the tier keeps none.',
      resolve: ({ points }) => points,
    }),
    status: t.field({
      type: AttainmentStatusType,
      description: 'How it stood.',
      resolve: ({ status }) => status,
    }),
    isWaived: t.boolean({
      description: 'Whether it counted as met by a waiver.',
      resolve: ({ waiverId }) => waiverId !== null,
    }),
    countedTotal: t.exposeInt('countedTotal', { description: 'How many facts counted.' }),
    excludedTotal: t.exposeInt('excludedTotal', {
      description:
        'How many were looked at and did not count. The attainment as of the same instant lists them and says why.',
    }),
    steps: t.field({
      type: [StepType],
      description: `How the number came about, in order; at most ${STEPS_MAX}.`,
      resolve: ({ steps }) => steps.slice(0, STEPS_MAX),
    }),
  }),
});

const TierType = builder.objectRef<StoredTier>('TierReviewTier').implement({
  description: 'How a tier stood when a review was proposed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: "The tier's code." }),
    rank: t.exposeInt('rank', { description: "The tier's rank, 1 to 20." }),
    mode: t.field({
      type: TierModeType,
      description: 'How its requirements combine.',
      resolve: ({ mode }) => mode,
    }),
    isMet: t.exposeBoolean('isMet', { description: 'Whether what it asks was met.' }),
    score: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The points that were reached; null for other modes than SCORE.',
      resolve: ({ score }) => score,
    }),
    scoreNeeded: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'The points to reach; null for other modes than SCORE.',
      resolve: ({ scoreNeeded }) => scoreNeeded,
    }),
    status: t.field({
      type: AttainmentStatusType,
      description: 'How it stood.',
      resolve: ({ status }) => status,
    }),
    requirements: t.field({
      type: [RequirementType],
      description: 'What it asks, in the order of its designer; at most 20.',
      complexity: { field: 2, multiplier: 3 },
      resolve: ({ requirements }) => [...requirements],
    }),
  }),
});

const EvaluationType = builder.objectRef<StoredEvaluation>('TierReviewEvaluation').implement({
  description: 'How a partner stood in one period, by what was known at an instant.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The fiscal period, such as `FY2026-Q3`.' }),
    asOf: t.field({
      type: 'DateTime',
      description: 'By what was known when.',
      resolve: ({ asOf }) => new Date(asOf),
    }),
    attainedTierCode: t.exposeString('attainedTierCode', {
      nullable: true,
      description: 'The highest tier whose requirements were met, by its code; null where none was.',
    }),
    tiers: t.field({
      type: [TierType],
      description:
        'The tiers that decided, the lowest first: from the one that was attained to the one above its own; at most 10.',
      complexity: { field: 2, multiplier: 3 },
      resolve: ({ tiers }) => [...tiers],
    }),
  }),
});

export const TierReviewExplanationType = builder.objectRef<StoredReview>('TierReviewExplanation').implement({
  description: 'Why a review proposes what it does, as it was known then.',
  fields: (t) => ({
    evaluations: t.field({
      type: [EvaluationType],
      description:
        'The period that was reviewed, and after a grace also the one in which it ended; at most 2. Empty where the partner did not take ' +
        'part in the period.',
      resolve: ({ evaluations }) => [...evaluations],
    }),
  }),
});
