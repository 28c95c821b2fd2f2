import { builder } from '../../graphql/builder.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { NotFoundError, StaleVersionError } from '../../kernel/errors.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { PartnerProgramType } from '../programs/program.schema.ts';
import { CommissionPlanType } from './plan.schema.ts';
import { PlanAssignmentType, PlanOverrideType } from './plan-assignment.schema.ts';
import { endAssignment, endOverride, setAssignment, setOverride } from './plan-assignment.service.ts';

const FOR_WHOM = 'For partner operations and finance.';
const FROM = { type: 'Date', required: true, description: 'For what is ordered from this day on.' } as const;
const UNTIL = {
  type: 'Date',
  description: 'Until this day, which no longer belongs to it; without an end where left out.',
} as const;
const KEY = { description: 'Repeating a request with the same key repeats its answer.' } as const;

const AssignmentSetInput = builder.inputType('PlanAssignmentSetInput', {
  description: 'By which plan the partners of a program, or of one tier of it, earn.',
  fields: (t) => ({
    planId: t.globalID({ for: [CommissionPlanType], required: true, description: 'The plan.' }),
    programId: t.globalID({ for: [PartnerProgramType], required: true, description: 'The program.' }),
    tierCode: t.string({
      description:
        'The code of a tier of the program; where left out all tiers that have no assignment of their own.',
    }),
    validFrom: t.field(FROM),
    validTo: t.field(UNTIL),
    idempotencyKey: t.string(KEY),
  }),
});

builder.mutationField('planAssignmentSet', (t) =>
  t.prismaField({
    type: PlanAssignmentType,
    nullable: true,
    description: `Assigns a plan to a program or to one tier of it. Refused where one holds for the same within that time. ${FOR_WHOM}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: AssignmentSetInput, required: true, description: 'The assignment.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const ids = { planId: input.planId.id, programId: input.programId.id };
      const id = await ctx.transaction((tx) => setAssignment(tx, ctx.actor, { ...input, ...ids }, ctx.now));
      return await ctx.db.planAssignment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const OverrideSetInput = builder.inputType('PlanOverrideSetInput', {
  description: "A partner's own plan, whatever its tier.",
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'The partner.' }),
    planId: t.globalID({ for: [CommissionPlanType], required: true, description: 'The plan.' }),
    reason: t.string({ required: true, description: 'Why, for staff; at most 1,000 characters.' }),
    validFrom: t.field(FROM),
    validTo: t.field(UNTIL),
    idempotencyKey: t.string(KEY),
  }),
});

builder.mutationField('planOverrideSet', (t) =>
  t.prismaField({
    type: PlanOverrideType,
    nullable: true,
    description: `Gives a partner a plan of its own. Refused where it has one within that time. ${FOR_WHOM}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: OverrideSetInput, required: true, description: 'The plan and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const ids = { planId: input.planId.id, partnerId: input.partnerId.id };
      const id = await ctx.transaction((tx) => setOverride(tx, ctx.actor, { ...input, ...ids }, ctx.now));
      return await ctx.db.planOverride.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const END = {
  type: 'Date',
  required: true,
  description:
    'The day on which it ends, which no longer belongs to it: after it began, and earlier than it would end by itself.',
} as const;
const VERSION = { required: true, description: 'The version that you read.' } as const;
const ON_END = [...ALWAYS, NotFoundError, StaleVersionError] as const;

const AssignmentEndInput = builder.inputType('PlanAssignmentEndInput', {
  description: 'When an assignment of a plan ends.',
  fields: (t) => ({
    id: t.globalID({ for: [PlanAssignmentType], required: true, description: 'Which assignment.' }),
    version: t.int(VERSION),
    validTo: t.field(END),
  }),
});

builder.mutationField('planAssignmentEnd', (t) =>
  t.prismaField({
    type: PlanAssignmentType,
    nullable: true,
    description: `Ends an assignment of a plan. What was frozen by it stays. ${FOR_WHOM}`,
    errors: { types: [...ON_END] },
    args: { input: t.arg({ type: AssignmentEndInput, required: true, description: 'Which, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => endAssignment(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.planAssignment.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const OverrideEndInput = builder.inputType('PlanOverrideEndInput', {
  description: "When a partner's own plan ends.",
  fields: (t) => ({
    id: t.globalID({ for: [PlanOverrideType], required: true, description: 'Which override.' }),
    version: t.int(VERSION),
    validTo: t.field(END),
  }),
});

builder.mutationField('planOverrideEnd', (t) =>
  t.prismaField({
    type: PlanOverrideType,
    nullable: true,
    description: `Ends a partner's own plan. What was frozen by it stays. ${FOR_WHOM}`,
    errors: { types: [...ON_END] },
    args: { input: t.arg({ type: OverrideEndInput, required: true, description: 'Which, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => endOverride(tx, ctx.actor, { ...input, id }, ctx.now));
      return await ctx.db.planOverride.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
