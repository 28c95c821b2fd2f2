import { builder } from '../../graphql/builder.ts';
import { decimalOf, decimalSum, formatDecimal } from '../../kernel/decimal.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import { RequirementLevelType, WindowKindType } from '../programs/program-enums.schema.ts';
import { MetricUnitType } from '../programs/program-metric.schema.ts';
import {
  EXPLANATION_STEPS,
  type ExplainedFact,
  type Explanation,
  type ExplanationStep,
  type ExplanationStepCode,
  FACTS_LISTED_MAX,
} from './attainment.rules.ts';
import { isTold } from './attainment-reading.schema.ts';
import { EXCLUSION_REASONS, type ExclusionReason } from './metric-catalogue.rules.ts';

export type ExplanationSeen = Readonly<{ explanation: Explanation; visible: ReadonlySet<string> }>;

const described = <Code extends string>(texts: Readonly<Record<Code, string>>) =>
  Object.fromEntries(
    Object.entries(texts).map(([code, description]) => [code, { description }]),
  ) as unknown as Record<Code, { description: string }>;

const StepCodeType = builder.enumType('AttainmentStepCode', {
  description: 'What a step of the arithmetic does.',
  values: described<ExplanationStepCode>(EXPLANATION_STEPS),
});

const ReasonType = builder.enumType('AttainmentExclusion', {
  description: 'Why a fact does not count.',
  values: described<ExclusionReason>(EXCLUSION_REASONS),
});

const InputType = builder.objectRef<readonly [name: string, value: string]>('AttainmentStepInput').implement({
  description: 'A number, day or code that goes into a step.',
  fields: (t) => ({
    name: t.string({
      description: 'What it is, such as `threshold` or `daysElapsed`.',
      resolve: ([name]) => name,
    }),
    value: t.string({ description: 'The value; numbers are exact decimals.', resolve: ([, value]) => value }),
  }),
});

const INPUTS_MAX = 10;

const StepType = builder.objectRef<ExplanationStep>('AttainmentStep').implement({
  description: 'One step of the arithmetic that yields a number.',
  fields: (t) => ({
    code: t.field({ type: StepCodeType, description: 'What it does.', resolve: ({ code }) => code }),
    inputs: t.field({
      type: [InputType],
      description: `What goes in; at most ${INPUTS_MAX}.`,
      resolve: ({ inputs }) => Object.entries(inputs).slice(0, INPUTS_MAX),
    }),
    result: t.exposeString('result', { description: 'What comes out: an exact decimal, or a code.' }),
  }),
});

const FactType = builder.objectRef<ExplainedFact>('AttainmentFact').implement({
  description: 'Something that counts, or could have.',
  fields: (t) => ({
    id: t.id({
      description: 'Global id of what it is, `Referral_<uuid>` or another type that `type` names.',
      resolve: ({ type, id }) => globalIdOf(type, id),
    }),
    type: t.exposeString('type', { description: 'What it is, by the name of its type.' }),
    partnerId: t.id({
      description: 'Global id of the partner whose it is.',
      resolve: ({ partnerId }) => globalIdOf('Partner', partnerId),
    }),
    at: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When it took effect; null where it did not.',
      resolve: ({ at }) => (at === null ? null : new Date(at)),
    }),
    value: t.field({
      type: 'Decimal',
      description: "What it adds, in the metric's unit, to 6 digits; the sum is made of exact numbers.",
      resolve: ({ value }) => value,
    }),
    endsOn: t.field({
      type: 'Date',
      nullable: true,
      description: 'The first day on which it counts no more, by time alone; null where none is known.',
      resolve: ({ endsOn }) => (endsOn === null ? null : new Date(`${endsOn}T00:00:00Z`)),
    }),
    reason: t.field({
      type: ReasonType,
      nullable: true,
      description: 'Why it does not count; null where it counts.',
      resolve: ({ reason }) => reason as ExclusionReason | null,
    }),
  }),
});

type Elsewhere = Readonly<{ count: number; value: string }>;

const ElsewhereType = builder.objectRef<Elsewhere>('AttainmentFactsElsewhere').implement({
  description: 'Facts that you do not see one by one, such as those of other accounts of the master account.',
  fields: (t) => ({
    count: t.exposeInt('count', { description: 'How many of those listed.' }),
    value: t.field({ type: 'Decimal', description: 'What they add up to.', resolve: ({ value }) => value }),
  }),
});

const elsewhereOf = (facts: readonly ExplainedFact[], visible: ReadonlySet<string>): Elsewhere => {
  const hidden = facts.filter((fact) => !isTold(fact, visible));
  const sum = hidden.map(({ value }) => decimalOf(value)).reduce(decimalSum, decimalOf('0'));
  return { count: hidden.length, value: formatDecimal(sum) };
};

const RuleType = builder.objectRef<Explanation['rule']>('AttainmentRule').implement({
  description: 'What the requirement asks, as the version of the program states it.',
  fields: (t) => ({
    threshold: t.field({
      type: 'Decimal',
      description: "How much, in the metric's unit; money in major units of `currency`.",
      resolve: ({ threshold }) => threshold,
    }),
    level: t.field({ type: RequirementLevelType, description: 'Of whom.', resolve: ({ level }) => level }),
    window: t.field({
      type: WindowKindType,
      description: 'Over which time.',
      resolve: ({ windowKind }) => windowKind,
    }),
    windowMonths: t.exposeInt('windowMonths', {
      nullable: true,
      description: 'How many months are looked back on; null for other windows.',
    }),
    isProRated: t.exposeBoolean('isProRated', {
      description: 'Whether a partner that joined within the window is asked for its part of it only.',
    }),
    certificationProgramId: t.id({
      nullable: true,
      description: 'Global id of what people are certified in; null where any certification counts, or none.',
      resolve: ({ certificationProgramId: id }) => id && globalIdOf('CertificationProgram', id),
    }),
    versionNumber: t.exposeInt('versionNumber', { description: 'Which version of the program.' }),
    currency: t.field({
      type: 'CurrencyCode',
      nullable: true,
      description: 'What money is counted in; null for other units.',
      resolve: ({ currency }) => currency,
    }),
  }),
});

type Reasons = readonly [reason: string, count: number];

const ReasonCountType = builder.objectRef<Reasons>('AttainmentExclusionCount').implement({
  description: 'How many facts do not count for one reason.',
  fields: (t) => ({
    reason: t.field({
      type: ReasonType,
      description: 'The reason.',
      resolve: ([reason]) => reason as ExclusionReason,
    }),
    count: t.int({ description: 'How many.', resolve: ([, count]) => count }),
  }),
});

const STEPS_MAX = 60;

export const ExplanationType = builder.objectRef<ExplanationSeen>('AttainmentExplanation').implement({
  description: 'Why a number is what it is: the same again whenever it is asked as of the same instant.',
  fields: (t) => ({
    unit: t.field({
      type: MetricUnitType,
      description: 'What the numbers are.',
      resolve: ({ explanation }) => explanation.unit,
    }),
    source: t.string({
      description: 'What yields the facts.',
      resolve: ({ explanation }) => explanation.source,
    }),
    rule: t.field({
      type: RuleType,
      description: 'What is asked.',
      resolve: ({ explanation }) => explanation.rule,
    }),
    timeZone: t.field({
      type: 'TimeZone',
      description: 'By whose clocks days begin: those of the vendor.',
      resolve: ({ explanation }) => explanation.window.timeZone,
    }),
    steps: t.field({
      type: [StepType],
      description: `The arithmetic, in order; at most ${STEPS_MAX} steps.`,
      resolve: ({ explanation }) => explanation.steps.slice(0, STEPS_MAX),
    }),
    counted: t.field({
      type: [FactType],
      description: `What counts, the latest first: at most ${FACTS_LISTED_MAX} are listed, and of them those that you see.`,
      resolve: ({ explanation, visible }) => explanation.counted.filter((fact) => isTold(fact, visible)),
    }),
    countedElsewhere: t.field({
      type: ElsewhereType,
      description: 'What is listed and counts, and you do not see.',
      resolve: ({ explanation, visible }) => elsewhereOf(explanation.counted, visible),
    }),
    countedTotal: t.int({
      description: 'How many facts count, listed or not.',
      resolve: ({ explanation }) => explanation.countedTotal,
    }),
    excluded: t.field({
      type: [FactType],
      description: `What does not count and why, the latest first: at most ${FACTS_LISTED_MAX} are listed, and of them those that you see.`,
      resolve: ({ explanation, visible }) => explanation.excluded.filter((fact) => isTold(fact, visible)),
    }),
    excludedElsewhere: t.field({
      type: ElsewhereType,
      description: 'What is listed and does not count, and you do not see.',
      resolve: ({ explanation, visible }) => elsewhereOf(explanation.excluded, visible),
    }),
    excludedTotal: t.int({
      description: 'How many facts do not count, listed or not.',
      resolve: ({ explanation }) => explanation.excludedTotal,
    }),
    excludedByReason: t.field({
      type: [ReasonCountType],
      description: 'How many do not count, by reason; at most one for each.',
      resolve: ({ explanation }) => Object.entries(explanation.excludedByReason),
    }),
  }),
});
