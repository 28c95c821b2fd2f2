import { builder } from '../../graphql/builder.ts';
import { ErrorInterface, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { CommissionPlanType } from './plan.schema.ts';
import { createPlan, publishPlan, revisePlan } from './plan.service.ts';
import { CODE_SAID } from './plan-code.rules.ts';
import { versionFields } from './plan-inputs.schema.ts';
import { type DeadRule, PlanPeriodError, RuleNeverAppliesError } from './plans.errors.ts';

const FOR_WHOM = 'For partner operations and finance.';
const REFUSED =
  'Refused with every field that is wrong, by its path, and with every rule that could never pay.';

const DeadRuleType = builder.objectRef<DeadRule>('PlanDeadRule').implement({
  description: 'A rule that could never pay.',
  fields: (t) => ({
    ruleCode: t.exposeString('ruleCode', { description: 'The code of the rule.' }),
    reason: t.exposeString('reason', {
      description:
        'Why: `EMPTY_LIST`, `EMPTY_INTERVAL`, `SIZE_MIN_ABOVE_MAX`, `UNKNOWN_PRODUCT`, `UNKNOWN_PRODUCT_FAMILY`, `UNKNOWN_REGION`, `UNKNOWN_TIER`, `UNKNOWN_REQUIREMENT`, `ORDER_TYPE_NEVER_PAYS`, `ENDS_BEFORE_VERSION`, `BEGINS_AFTER_VERSION` or `BEHIND_ANOTHER`.',
    }),
    value: t.exposeString('value', {
      nullable: true,
      description:
        'What was given that cannot be, or the rule that stands before it; null where there is nothing to name.',
    }),
  }),
});

builder.objectType(RuleNeverAppliesError, {
  name: 'RuleNeverAppliesError',
  description: 'Rules of the plan could never pay: change or remove them. Code `RULE_NEVER_APPLIES`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    rules: t.field({
      type: [DeadRuleType],
      description: 'Every such rule, once for each reason.',
      resolve: ({ rules }) => [...rules],
    }),
  }),
});

builder.objectType(PlanPeriodError, {
  name: 'PlanPeriodError',
  description:
    'Versions of a plan follow one another without a gap: `PLAN_GAP` where days would have none, `PLAN_OVERLAP` where they would have two.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    availableFrom: t.expose('availableFrom', {
      type: 'Date',
      nullable: true,
      description:
        'The day on which it can begin, or for `PLAN_OVERLAP` the first such day; null where none is known.',
    }),
  }),
});

const CreateInput = builder.inputType('CommissionPlanCreateInput', {
  description: 'A new plan, with its first version.',
  fields: (t) => ({
    code: t.string({ required: true, description: `Short code, unique: ${CODE_SAID}.` }),
    name: t.string({ required: true, description: 'Name for people, at most 200 characters.' }),
    ...versionFields(t),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('commissionPlanCreate', (t) =>
  t.prismaField({
    type: CommissionPlanType,
    nullable: true,
    description: `Makes a plan whose first version is a draft. ${REFUSED} ${FOR_WHOM}`,
    errors: { types: [...ON_CREATE, RuleNeverAppliesError] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The plan.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const id = await ctx.transaction((tx) => createPlan(tx, ctx.actor, input, ctx.now));
      return await ctx.db.commissionPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const which = {
  id: { required: true, description: 'Which plan.' },
  version: { required: true, description: 'The version of the plan that you read.' },
} as const;

const ReviseInput = builder.inputType('CommissionPlanReviseInput', {
  description: 'The next version of a plan, as a whole.',
  fields: (t) => ({
    id: t.globalID({ for: [CommissionPlanType], ...which.id }),
    version: t.int(which.version),
    ...versionFields(t),
  }),
});

builder.mutationField('commissionPlanRevise', (t) =>
  t.prismaField({
    type: CommissionPlanType,
    nullable: true,
    description:
      'Writes the draft of a plan as a whole: changes the one there is, or begins the next version. What is published never changes. ' +
      `${REFUSED} ${FOR_WHOM}`,
    errors: { types: [...ON_CHANGE, RuleNeverAppliesError] },
    args: { input: t.arg({ type: ReviseInput, required: true, description: 'The version.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => revisePlan(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.commissionPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PublishInput = builder.inputType('CommissionPlanPublishInput', {
  description: 'When the draft of a plan begins.',
  fields: (t) => ({
    id: t.globalID({ for: [CommissionPlanType], ...which.id }),
    version: t.int(which.version),
    validFrom: t.field({
      type: 'Date',
      required: true,
      description:
        'For what is ordered from this day on, which may have passed: what was frozen by then stays until a correction replaces it.',
    }),
    validTo: t.field({
      type: 'Date',
      description: 'Until this day, which no longer belongs to it; without an end where left out.',
    }),
  }),
});

builder.mutationField('commissionPlanPublish', (t) =>
  t.prismaField({
    type: CommissionPlanType,
    nullable: true,
    description:
      'Publishes the draft of a plan for good, and ends the version before on the day on which it begins. Refused where there is no draft, ' +
      `where days would have no version or two, and where a rule could never pay within its time. ${FOR_WHOM}`,
    errors: { types: [...ON_CHANGE, PlanPeriodError, RuleNeverAppliesError] },
    args: { input: t.arg({ type: PublishInput, required: true, description: 'Which, and from when on.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => publishPlan(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.commissionPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
