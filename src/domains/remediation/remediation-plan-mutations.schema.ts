import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { CauseType, RemediationOutcomeType } from './remediation-enums.schema.ts';
import { RemediationPlanType } from './remediation-plan.schema.ts';
import { activatePlan, cancelPlan, closePlan } from './remediation-plan.service.ts';

const VERSION = 'The version that you read; refused where it is another by now.';

const NewActionInput = builder.inputType('RemediationPlanActionInput', {
  description: 'One thing to do, by somebody of either side.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'What; at most 300 characters.' }),
    ownerId: t.globalID({
      for: [PersonType],
      description: 'Who of the vendor’s staff does it: this or `membershipId`.',
    }),
    membershipId: t.globalID({ for: [MembershipType], description: 'Who of the partner does it.' }),
    dueOn: t.field({
      type: 'Date',
      required: true,
      description: 'From today to the day on which the plan is due.',
    }),
  }),
});

const ActivateInput = builder.inputType('RemediationPlanActivateInput', {
  description: 'A proposal that somebody takes up.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationPlanType], required: true, description: 'Which plan.' }),
    version: t.int({ required: true, description: VERSION }),
    cause: t.field({ type: CauseType, required: true, description: 'What the breach comes from.' }),
    ownerId: t.globalID({
      for: [PersonType],
      required: true,
      description: 'Who of the vendor’s staff answers for it.',
    }),
    dueOn: t.field({
      type: 'Date',
      description:
        'The last day by which it has to have succeeded, at most 730 days from now; as many days as the rule gives where left out.',
    }),
    actions: t.field({ type: [NewActionInput], description: 'What there is to do; at most 50.' }),
  }),
});

builder.mutationField('remediationPlanActivate', (t) =>
  t.prismaField({
    type: RemediationPlanType,
    nullable: true,
    description:
      'Takes a proposal up; its partner’s admins are told, and see the plan from then on. Refused unless it is PROPOSED. For partner operations, admins, and channel managers of the portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ActivateInput, required: true, description: 'Which, and how.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const actions = (input.actions ?? []).map(({ title, ownerId, membershipId, dueOn }) => ({
        ...{ title, dueOn, ownerId: ownerId?.id ?? null, membershipId: membershipId?.id ?? null },
      }));
      const { version, cause } = input;
      const activated = {
        id,
        version,
        cause,
        ownerId: input.ownerId.id,
        dueOn: input.dueOn ?? null,
        actions,
      };
      await ctx.transaction((tx) => activatePlan(tx, ctx.actor, activated, ctx.now));
      return await ctx.db.remediationPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const REASON = 'Why, at most 2,000 characters; the partner reads it where it sees the plan.';

const CancelInput = builder.inputType('RemediationPlanCancelInput', {
  description: 'A plan that is not pursued.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationPlanType], required: true, description: 'Which plan.' }),
    version: t.int({ required: true, description: VERSION }),
    reason: t.string({ required: true, description: REASON }),
  }),
});

builder.mutationField('remediationPlanCancel', (t) =>
  t.prismaField({
    type: RemediationPlanType,
    nullable: true,
    description:
      'Declines a proposal, or ends an active plan. The same periods are not proposed again. Refused once it is closed.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CancelInput, required: true, description: 'Which, and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version, reason } = input;
      await ctx.transaction((tx) => cancelPlan(tx, ctx.actor, { id, version, reason }, ctx.now));
      return await ctx.db.remediationPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const CloseInput = builder.inputType('RemediationPlanCloseInput', {
  description: 'How a plan ended, before the figures say so.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationPlanType], required: true, description: 'Which plan.' }),
    version: t.int({ required: true, description: VERSION }),
    outcome: t.field({ type: RemediationOutcomeType, required: true, description: 'How it ended.' }),
    reason: t.string({ required: true, description: REASON }),
  }),
});

builder.mutationField('remediationPlanClose', (t) =>
  t.prismaField({
    type: RemediationPlanType,
    nullable: true,
    description: 'Says how an active plan ended, where the figures do not. Refused unless it is ACTIVE.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CloseInput, required: true, description: 'Which, how and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const { version, outcome, reason } = input;
      await ctx.transaction((tx) => closePlan(tx, ctx.actor, { id, version, outcome, reason }, ctx.now));
      return await ctx.db.remediationPlan.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
