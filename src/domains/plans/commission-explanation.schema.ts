import { builder } from '../../graphql/builder.ts';
import type {
  CommissionExplanation,
  ExplainedCondition,
  ExplainedStep,
  ExplainedValue,
  NotAppliedReason,
} from './plan-explanation.rules.ts';

const UNIT =
  'A currency code for amounts in major units, else CODE, FACTOR, PERCENT, MONTHS, UNIT, UNITS or LINE.';

const ValueType = builder.objectRef<ExplainedValue>('CommissionValue').implement({
  description: 'A number or code that went into a commission.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'What it is, such as `MONTHLY` or `RATE`.' }),
    value: t.exposeString('value', { description: 'Its exact text: a decimal, or a code.' }),
    unit: t.exposeString('unit', { description: UNIT }),
  }),
});

const ConditionType = builder.objectRef<ExplainedCondition>('CommissionCondition').implement({
  description: 'A condition of a rule, and what was found.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which condition, such as `PRODUCT_CODES`.' }),
    expected: t.stringList({
      description: 'What is asked: one of these. At most 200.',
      resolve: ({ expected }) => [...expected],
    }),
    actual: t.exposeString('actual', {
      nullable: true,
      description: 'What was found; null where it is not known.',
    }),
    holds: t.exposeBoolean('holds', { description: 'Whether it holds.' }),
  }),
});

export const CommissionStepType = builder.objectRef<ExplainedStep>('CommissionStep').implement({
  description: 'A step of the arithmetic of a commission.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'Which step, such as `BASIS_TIMES_RATE`.' }),
    operands: t.expose('operands', {
      type: [ValueType],
      description: 'What it reckons with, in order; at most 60.',
    }),
    result: t.exposeString('result', { description: 'What it yields, as the exact text of a decimal.' }),
    unit: t.exposeString('unit', { description: UNIT }),
  }),
});

export const NotAppliedReasonType = builder
  .objectRef<NotAppliedReason>('CommissionNotAppliedReason')
  .implement({
    description: 'Why a rule did not pay.',
    fields: (t) => ({
      code: t.exposeString('code', {
        description:
          'The condition that does not hold, or `EXCLUDED_BY` another rule of its group, `COST_UNKNOWN`, `NO_RATE`, `MOVE_NOT_NAMED`, `TYPE_NEVER_PAYS`.',
      }),
      expected: t.stringList({
        description: 'What the condition asks: one of these; empty for other reasons. At most 200.',
        resolve: ({ expected }) => [...(expected ?? [])],
      }),
      actual: t.string({
        nullable: true,
        description: 'What was found; null where it is not known, and for other reasons.',
        resolve: ({ actual }) => actual ?? null,
      }),
      by: t.string({
        nullable: true,
        description:
          'The code of the rule that paid in its place; null where it is hidden from you, and for other reasons.',
        resolve: ({ by }) => by ?? null,
      }),
    }),
  });

const OtherRuleType = builder
  .objectRef<CommissionExplanation['others'][number]>('CommissionOtherRule')
  .implement({
    description: 'A rule of the plan that did not pay, and why.',
    fields: (t) => ({
      ruleCode: t.exposeString('ruleCode', { description: 'Its code.' }),
      reasons: t.expose('reasons', {
        type: [NotAppliedReasonType],
        description: 'Every reason; at most 20.',
      }),
    }),
  });

const RuleSaidType = builder
  .objectRef<NonNullable<CommissionExplanation['rule']>>('CommissionRuleApplied')
  .implement({
    description: 'The rule that paid.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'Its code.' }),
      formula: t.exposeString('formula', { description: 'By which formula, such as `PERCENT_MONTHLY`.' }),
      planCode: t.exposeString('planCode', { description: 'The code of its plan; `SPIFF` for a SPIFF.' }),
      planVersion: t.exposeInt('planVersion', { description: "The number of the plan's version." }),
    }),
  });

const RoundingType = builder.objectRef<CommissionExplanation['rounding']>('CommissionRounding').implement({
  description: 'What rounding did, in major units: once for a line, a half away from zero.',
  fields: (t) => ({
    exact: t.exposeString('exact', {
      description: 'Before it; of what no decimal says, 12 digits after the point.',
    }),
    rounded: t.exposeString('rounded', { description: 'After it.' }),
    residue: t.exposeString('residue', { description: 'What it took away; negative where it added.' }),
  }),
});

/** Stored explanations are plain JSON of this shape; a partner's copy was made without what it may not know. */
export const CommissionExplanationType = builder
  .objectRef<CommissionExplanation>('CommissionExplanation')
  .implement({
    description:
      "Why a commission is what it is, in codes and numbers. A partner's holds nothing about margin, other partners or hidden rules.",
    fields: (t) => ({
      inputs: t.expose('inputs', {
        type: [ValueType],
        description: 'What went into it; at most 30.',
      }),
      rule: t.expose('rule', {
        type: RuleSaidType,
        nullable: true,
        description: 'The rule that paid; null where none did, and where it is hidden from you.',
      }),
      conditions: t.expose('conditions', {
        type: [ConditionType],
        description: "The rule's conditions, all of which hold; at most 20.",
      }),
      steps: t.expose('steps', {
        type: [CommissionStepType],
        description: 'The arithmetic, step by step; at most 20.',
      }),
      rounding: t.expose('rounding', {
        type: RoundingType,
        description: 'What rounding did.',
      }),
      others: t.expose('others', {
        type: [OtherRuleType],
        description: 'The other rules of the plan, and why they did not pay; at most 100.',
      }),
    }),
  });
