import { builder } from '../../graphql/builder.ts';
import { BANDS_MAX } from './formulas/marginal-tiers.rules.ts';
import { CODE_SAID } from './plan-code.rules.ts';
import {
  PlanCustomerKindType,
  PlanDisconnectType,
  PlanFlatUnitType,
  PlanFormulaType,
  PlanMilestoneType,
  PlanOrderTypeType,
  PlanPayableType,
  PlanVolumePeriodType,
} from './plan-enums.schema.ts';
import { CONDITION_VALUES_MAX, RULES_MAX } from './plan-rule-input.rules.ts';
import { CLAWBACK_BANDS_MAX, HOLD_DAYS_MAX } from './plan-version-input.rules.ts';

const RATE = 'more than 0 to 1, at most 12 digits after the point: 0.1 is ten percent';
const MAJOR = "in major units of the rule's currency";

const BandInput = builder.inputType('PlanBandInput', {
  description: "A band of a partner's volume in a period.",
  fields: (t) => ({
    from: t.field({
      type: 'Decimal',
      required: true,
      description: `From which volume on, ${MAJOR}; more than that of the band before.`,
    }),
    rate: t.field({
      type: 'Decimal',
      required: true,
      description: 'What is earned of the part of the volume in the band, from 0 to 1: 0.1 is ten percent.',
    }),
  }),
});

const StepInput = builder.inputType('PlanAcceleratorStepInput', {
  description: 'From which attainment on the rate is multiplied, and by how much.',
  fields: (t) => ({
    fromPercent: t.field({
      type: 'Decimal',
      required: true,
      description: 'From this percent on, 0 to 10,000; more than that of the step before.',
    }),
    factor: t.field({
      type: 'Decimal',
      required: true,
      description: 'What the rate is multiplied by, more than 0 to 100.',
    }),
  }),
});

const ArgumentsInput = builder.inputType('PlanFormulaArgumentsInput', {
  description:
    'What a formula asks for. Each argument is required for the formulas it names, and refused for others.',
  fields: (t) => ({
    rate: t.field({
      type: 'Decimal',
      description: `For the PERCENT formulas, ACCELERATOR and RECURRING: ${RATE}.`,
    }),
    months: t.int({
      description: 'For PERCENT_MONTHLY, RECURRING, and MILESTONE with MONTHS_ACTIVE: how many, 1 to 240.',
    }),
    amount: t.field({
      type: 'Decimal',
      description: `For FLAT and MILESTONE: how much, more than 0, ${MAJOR}.`,
    }),
    per: t.field({ type: PlanFlatUnitType, description: 'For FLAT: what the amount is for.' }),
    period: t.field({
      type: PlanVolumePeriodType,
      description: 'For MARGINAL_TIERS: over which period volume adds up.',
    }),
    bands: t.field({
      type: [BandInput],
      description: `For MARGINAL_TIERS: 1 to ${BANDS_MAX}, from low to high.`,
    }),
    requirementCode: t.string({
      description:
        'For ACCELERATOR: the code of a requirement of a program; how far the partner has come with it counts.',
    }),
    steps: t.field({ type: [StepInput], description: 'For ACCELERATOR: 1 to 20, from low to high.' }),
    event: t.field({ type: PlanMilestoneType, description: 'For MILESTONE: what must happen.' }),
  }),
});

const AT_MOST = `at most ${CONDITION_VALUES_MAX}`;

const ConditionsInput = builder.inputType('PlanRuleConditionsInput', {
  description:
    'What a line must be for the rule to pay; all that is given must hold. What is left out is not asked.',
  fields: (t) => ({
    productCodes: t.stringList({
      description: `One of these products, by code; ${AT_MOST}. They must exist.`,
    }),
    productFamilies: t.stringList({ description: `Of one of these families; ${AT_MOST}. They must exist.` }),
    orderTypes: t.field({
      type: [PlanOrderTypeType],
      description: 'Of one of these types. MOVE must be named to pay.',
    }),
    sizeMin: t.field({ type: 'Decimal', description: `First-year revenue of at least this, ${MAJOR}.` }),
    sizeMax: t.field({ type: 'Decimal', description: `First-year revenue of at most this, ${MAJOR}.` }),
    segments: t.stringList({ description: `The sector of the customer is one of these; ${AT_MOST}.` }),
    regions: t.stringList({
      description: `The partner is in one of these regions, by code; ${AT_MOST}. They must exist.`,
    }),
    tierCodes: t.stringList({
      description: `The partner is in one of these tiers on the day that counts, by code; ${AT_MOST}. They must exist.`,
    }),
    customerKind: t.field({ type: PlanCustomerKindType, description: 'The customer is new, or not.' }),
    orderedFrom: t.field({ type: 'Date', description: 'Ordered on this day or later.' }),
    orderedUntil: t.field({ type: 'Date', description: 'Ordered before this day.' }),
  }),
});

const RuleInput = builder.inputType('PlanRuleInput', {
  description:
    'A rule of a plan. Of a group the first rule that applies pays; what different groups pay adds up.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: `What it is called by, unique in the version: ${CODE_SAID}.`,
    }),
    title: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    group: t.string({
      required: true,
      description: `The code of its group: ${CODE_SAID}. A partner earns at most once by a group for a line.`,
    }),
    formula: t.field({ type: PlanFormulaType, required: true, description: 'What it pays by.' }),
    arguments: t.field({ type: ArgumentsInput, required: true, description: 'What the formula asks for.' }),
    conditions: t.field({ type: ConditionsInput, description: 'When it applies; always where left out.' }),
    cap: t.field({
      type: 'Decimal',
      description: `The most that it pays for a line, all shares and with the factor of the tier, ${MAJOR}.`,
    }),
    floor: t.field({
      type: 'Decimal',
      description: `The least that it pays for a line that earns more than nothing, ${MAJOR}; at most the cap.`,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      description:
        'What the amounts of the rule are in, required where it has any. They are converted for orders in other currencies; without a rate the rule does not apply.',
    }),
    isHidden: t.boolean({
      description: 'Whether partners may not see it, not even where it pays; false where left out.',
    }),
  }),
});

const ClawbackInput = builder.inputType('PlanClawbackInput', {
  description: 'What comes back of a commission within some months of activation.',
  fields: (t) => ({
    untilMonth: t.int({
      required: true,
      description:
        'Before so many whole months since activation, 1 to 240; more than that of the band before.',
    }),
    percent: t.field({
      type: 'Decimal',
      required: true,
      description: 'How much comes back, 0 to 100 percent; at most that of the band before.',
    }),
  }),
});

/** What a new plan and a revision have in common. */
export const versionFields = (
  t: Parameters<NonNullable<Parameters<typeof builder.inputType>[1]['fields']>>[0],
) => ({
  payable: t.field({
    type: PlanPayableType,
    required: true,
    description: 'When what is earned can be paid.',
  }),
  holdDays: t.int({
    description: `For how many days it is held back then, 0 to ${HOLD_DAYS_MAX}; 0 where left out.`,
  }),
  clawback: t.field({
    type: [ClawbackInput],
    description: `What comes back on a refund, a credit or bad debt, by months since activation; at most ${CLAWBACK_BANDS_MAX}, nothing after the last. All comes back, always, where it is empty or left out.`,
  }),
  disconnectTakes: t.field({
    type: PlanDisconnectType,
    description: 'What a disconnect takes back; BY_SCHEDULE where left out.',
  }),
  usesTierModifier: t.boolean({
    description:
      "Whether the commission modifier of the partner's tier multiplies what rules pay; true where left out.",
  }),
  rules: t.field({
    type: [RuleInput],
    required: true,
    description: `Its rules, in the order in which they are tried; 1 to ${RULES_MAX}.`,
  }),
});
