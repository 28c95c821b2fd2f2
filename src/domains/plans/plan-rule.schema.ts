import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { dayOf, parseDate } from '../../kernel/time.ts';
import type { FormulaCode } from './formula-catalogue.rules.ts';
import type { MilestoneEvent } from './formulas/definition.rules.ts';
import type { FLAT_UNITS } from './formulas/flat.rules.ts';
import type { VolumePeriod } from './formulas/marginal-tiers.rules.ts';
import {
  PlanCustomerKindType,
  PlanFlatUnitType,
  PlanFormulaType,
  PlanMilestoneType,
  PlanOrderTypeType,
  PlanVolumePeriodType,
} from './plan-enums.schema.ts';
import { isConfidential, type PlanRuleContent, planRuleOf } from './plan-rule-content.rules.ts';

type Band = Readonly<{ fromMinor: bigint; rate: string; currency: string | null }>;
type Step = Readonly<{ fromPercent: string; factor: string }>;

/** What any formula can have; the rest is left out. */
type Arguments = Readonly<{
  rate?: string;
  months?: number | null;
  amountMinor?: bigint;
  per?: (typeof FLAT_UNITS)[number];
  period?: VolumePeriod;
  bands?: readonly Omit<Band, 'currency'>[];
  requirementCode?: string;
  steps?: readonly Step[];
  event?: MilestoneEvent;
}>;

const BandType = builder.objectRef<Band>('PlanBand').implement({
  description: "A band of a partner's volume in a period.",
  fields: (t) => ({
    from: t.field({
      type: MoneyType,
      nullable: true,
      description: 'From which volume on.',
      resolve: ({ fromMinor, currency }) => moneyFrom(fromMinor, currency),
    }),
    rate: t.expose('rate', {
      type: 'Decimal',
      description: 'What is earned of the volume in it: 0.1 is ten percent.',
    }),
  }),
});

const StepType = builder.objectRef<Step>('PlanAcceleratorStep').implement({
  description: 'From which attainment on the rate is multiplied, and by how much.',
  fields: (t) => ({
    fromPercent: t.expose('fromPercent', { type: 'Decimal', description: 'From this percent on.' }),
    factor: t.expose('factor', { type: 'Decimal', description: 'What the rate is multiplied by.' }),
  }),
});

const ArgumentsType = builder
  .objectRef<Readonly<{ given: Arguments; currency: string | null }>>('PlanFormulaArguments')
  .implement({
    description: 'What a formula is told; null is what it does not ask for.',
    fields: (t) => ({
      rate: t.field({
        type: 'Decimal',
        nullable: true,
        description: 'Its rate: 0.1 is ten percent.',
        resolve: ({ given }) => given.rate ?? null,
      }),
      months: t.int({
        nullable: true,
        description: 'How many months.',
        resolve: ({ given }) => given.months ?? null,
      }),
      amount: t.field({
        type: MoneyType,
        nullable: true,
        description: 'The flat amount.',
        resolve: ({ given, currency }) => moneyFrom(given.amountMinor ?? null, currency),
      }),
      per: t.field({
        type: PlanFlatUnitType,
        nullable: true,
        description: 'What the flat amount is for.',
        resolve: ({ given }) => given.per ?? null,
      }),
      period: t.field({
        type: PlanVolumePeriodType,
        nullable: true,
        description: 'Over which period volume adds up.',
        resolve: ({ given }) => given.period ?? null,
      }),
      bands: t.field({
        type: [BandType],
        description: 'The bands of volume, from low to high; at most 20.',
        resolve: ({ given, currency }) => (given.bands ?? []).map((band) => ({ ...band, currency })),
      }),
      requirementCode: t.string({
        nullable: true,
        description: 'The requirement whose attainment counts.',
        resolve: ({ given }) => given.requirementCode ?? null,
      }),
      steps: t.field({
        type: [StepType],
        description: 'The steps of an accelerator, from low to high; at most 20.',
        resolve: ({ given }) => given.steps ?? [],
      }),
      event: t.field({
        type: PlanMilestoneType,
        nullable: true,
        description: 'What must happen.',
        resolve: ({ given }) => given.event ?? null,
      }),
    }),
  });

const dayFrom = (text: string | undefined): Date | null => {
  const date = text === undefined ? null : parseDate(text);
  return date?.ok ? dayOf(date.value) : null;
};

const LISTED = 'at most 200. Empty where it is not asked.';

const ConditionsType = builder.objectRef<PlanRuleContent>('PlanRuleConditions').implement({
  description: 'What a line must be for a rule to pay; all that is given must hold.',
  fields: (t) => ({
    productCodes: t.stringList({
      description: `One of these products, by code; ${LISTED}`,
      resolve: ({ conditions }) => conditions.productCodes ?? [],
    }),
    productFamilies: t.stringList({
      description: `Of one of these families; ${LISTED}`,
      resolve: ({ conditions }) => conditions.productFamilies ?? [],
    }),
    orderTypes: t.field({
      type: [PlanOrderTypeType],
      description: 'Of one of these types; at most 7. Empty where it is not asked.',
      resolve: ({ conditions }) => conditions.orderTypes ?? [],
    }),
    sizeMin: t.field({
      type: MoneyType,
      nullable: true,
      description: 'First-year revenue of at least this.',
      resolve: ({ conditions, currency }) => moneyFrom(conditions.sizeMinMinor ?? null, currency),
    }),
    sizeMax: t.field({
      type: MoneyType,
      nullable: true,
      description: 'First-year revenue of at most this.',
      resolve: ({ conditions, currency }) => moneyFrom(conditions.sizeMaxMinor ?? null, currency),
    }),
    segments: t.stringList({
      description: `The sector of the customer is one of these; ${LISTED}`,
      resolve: ({ conditions }) => conditions.segments ?? [],
    }),
    regions: t.stringList({
      description: `The partner is in one of these regions, by code; ${LISTED}`,
      resolve: ({ conditions }) => conditions.regions ?? [],
    }),
    tierCodes: t.stringList({
      description: `The partner is in one of these tiers, by code; ${LISTED}`,
      resolve: ({ conditions }) => conditions.tierCodes ?? [],
    }),
    customerKind: t.field({
      type: PlanCustomerKindType,
      nullable: true,
      description: 'The customer is new, or not.',
      resolve: ({ conditions }) => conditions.customerKind ?? null,
    }),
    orderedFrom: t.field({
      type: 'Date',
      nullable: true,
      description: 'Ordered on this day or later.',
      resolve: ({ conditions }) => dayFrom(conditions.orderedFrom),
    }),
    orderedUntil: t.field({
      type: 'Date',
      nullable: true,
      description: 'Ordered before this day.',
      resolve: ({ conditions }) => dayFrom(conditions.orderedUntil),
    }),
  }),
});

const STORED = {
  position: true,
  code: true,
  title: true,
  groupCode: true,
  formula: true,
  arguments: true,
  conditions: true,
  capMinor: true,
  floorMinor: true,
  currency: true,
  isHidden: true,
} as const;

export const PlanRuleType = builder.prismaNode('PlanRule', {
  name: 'PlanRule',
  description:
    'A rule of a plan. Of a group the first rule that applies pays; what different groups pay adds up.',
  authScopes: { permission: 'PLANS_READ' },
  id: { field: 'id', description: 'Global id, `PlanRule_<uuid>`.' },
  fields: (t) => ({
    position: t.exposeInt('position', {
      description: 'Its place in the order in which rules are tried, from 1.',
    }),
    code: t.exposeString('code', { description: 'What it is called by, unique in its version.' }),
    title: t.exposeString('title', { description: 'Name for people.' }),
    group: t.exposeString('groupCode', { description: 'The code of its group.' }),
    formula: t.field({
      type: PlanFormulaType,
      description: 'What it pays by.',
      select: { formula: true },
      resolve: ({ formula }) => formula as FormulaCode,
    }),
    arguments: t.field({
      type: ArgumentsType,
      nullable: true,
      description: 'What the formula is told; null for partners where it is about margin.',
      select: STORED,
      resolve: (stored, _args, { actor }) => {
        const rule = planRuleOf(stored);
        if (actor.kind === 'PARTNER' && isConfidential(rule.formula)) return null;
        return { given: rule.arguments as Arguments, currency: rule.currency };
      },
    }),
    conditions: t.field({
      type: ConditionsType,
      description: 'When it applies.',
      select: STORED,
      resolve: (stored) => planRuleOf(stored),
    }),
    cap: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The most that it pays for a line; null where there is no limit.',
      select: { capMinor: true, currency: true },
      resolve: ({ capMinor, currency }) => moneyFrom(capMinor, currency),
    }),
    floor: t.field({
      type: MoneyType,
      nullable: true,
      description:
        'The least that it pays for a line that earns more than nothing; null where there is no limit.',
      select: { floorMinor: true, currency: true },
      resolve: ({ floorMinor, currency }) => moneyFrom(floorMinor, currency),
    }),
    isHidden: t.exposeBoolean('isHidden', { description: 'Whether partners may not see it.' }),
  }),
});
