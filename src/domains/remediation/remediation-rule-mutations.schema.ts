import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { BreachSideType, RuleGrainType, RuleKindType } from './remediation-enums.schema.ts';
import { RemediationRuleType } from './remediation-rule.schema.ts';
import { createRule, deactivateRule, updateRule } from './remediation-rule.service.ts';

const VERSION = 'The version that you read; refused where it is another by now.';
const THRESHOLD =
  'In the unit of the KPI, amounts in major units of `currency`; in percent of a REQUIREMENT. At most 6 digits after the point.';
const CLEARS_AT = 'What has to be reached for it to be over: on the good side of the threshold, or the same.';
const CURRENCY =
  'ISO 4217 code that amounts are converted to: required where the KPI is an amount, else left out.';

const CreateInput = builder.inputType('RemediationRuleCreateInput', {
  description: 'What is watched, and when something must be done.',
  fields: (t) => ({
    code: t.string({
      required: true,
      description: 'At most 50 capital letters, digits and underscores; unique.',
    }),
    name: t.string({ required: true, description: 'At most 200 characters.' }),
    kind: t.field({ type: RuleKindType, required: true, description: 'What it measures.' }),
    kpi: t.string({
      description: 'Of KPI: the code of one that partners see, as they see what a plan is measured by.',
    }),
    programId: t.globalID({ for: [PartnerProgramType], description: 'Of REQUIREMENT: the program.' }),
    requirementCode: t.string({ description: 'Of REQUIREMENT: the code of one of a published version.' }),
    grain: t.field({
      type: RuleGrainType,
      required: true,
      description: 'The fiscal periods to look at; of REQUIREMENT as the program is reviewed.',
    }),
    breaches: t.field({
      type: BreachSideType,
      required: true,
      description: 'Which side of the threshold is bad.',
    }),
    threshold: t.field({ type: 'Decimal', required: true, description: THRESHOLD }),
    clearsAt: t.field({ type: 'Decimal', required: true, description: CLEARS_AT }),
    currency: t.field({ type: 'CurrencyCode', description: CURRENCY }),
    breachPeriods: t.int({
      required: true,
      description: 'Breaches in a row until a plan is proposed; 1 to 24.',
    }),
    clearPeriods: t.int({
      required: true,
      description: 'Clear periods in a row until it has succeeded; 1 to 24.',
    }),
    dueDays: t.int({ required: true, description: 'How many days a plan may take; 1 to 730.' }),
    idempotencyKey: t.string({ description: 'The same key with the same input makes one rule.' }),
  }),
});

builder.mutationField('remediationRuleCreate', (t) =>
  t.prismaField({
    type: RemediationRuleType,
    nullable: true,
    description:
      'Makes a rule; the next daily review opens proposals by it, for active partners and fiscal periods that are over. A period in which a partner was not there from its first day, or had nothing to measure, neither breaches nor clears.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The rule.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const created = {
        ...input,
        ...{ kpi: input.kpi ?? null, programId: input.programId?.id ?? null },
        ...{ requirementCode: input.requirementCode ?? null, currency: input.currency ?? null },
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => createRule(tx, ctx.actor, created, ctx.now));
      return await ctx.db.remediationRule.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('RemediationRuleUpdateInput', {
  description: 'What changes; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationRuleType], required: true, description: 'Which rule.' }),
    version: t.int({ required: true, description: VERSION }),
    name: t.string({ description: 'At most 200 characters.' }),
    breaches: t.field({ type: BreachSideType, description: 'Which side of the threshold is bad.' }),
    threshold: t.field({ type: 'Decimal', description: THRESHOLD }),
    clearsAt: t.field({ type: 'Decimal', description: CLEARS_AT }),
    currency: t.field({ type: 'CurrencyCode', description: CURRENCY }),
    breachPeriods: t.int({ description: 'Breaches in a row until a plan is proposed; 1 to 24.' }),
    clearPeriods: t.int({ description: 'Clear periods in a row until it has succeeded; 1 to 24.' }),
    dueDays: t.int({ description: 'How many days a plan may take; 1 to 730.' }),
  }),
});

builder.mutationField('remediationRuleUpdate', (t) =>
  t.prismaField({
    type: RemediationRuleType,
    nullable: true,
    description:
      'Changes when a rule breaches and clears, for proposals to come: plans that are open keep their terms. What it measures never changes: deactivate it and make another one.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'What changes.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id: rule, version, ...given } = input;
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
      await ctx.transaction((tx) => updateRule(tx, ctx.actor, { id: rule.id, version, ...change }, ctx.now));
      return await ctx.db.remediationRule.findUniqueOrThrow({ ...query, where: { id: rule.id } });
    },
  }),
);

const DeactivateInput = builder.inputType('RemediationRuleDeactivateInput', {
  description: 'A rule that is not applied any more.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationRuleType], required: true, description: 'Which rule.' }),
    version: t.int({ required: true, description: VERSION }),
  }),
});

builder.mutationField('remediationRuleDeactivate', (t) =>
  t.prismaField({
    type: RemediationRuleType,
    nullable: true,
    description:
      'Opens no more proposals by a rule, for good. Plans that are open go on. Refused where it is inactive.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DeactivateInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => deactivateRule(tx, ctx.actor, { id, version: input.version }, ctx.now));
      return await ctx.db.remediationRule.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
