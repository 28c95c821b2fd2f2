import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { PersonType } from '../people/person.schema.ts';
import { RemediationActionType } from './remediation-action.schema.ts';
import { addAction, completeAction, updateAction } from './remediation-action.service.ts';
import { RemediationPlanType } from './remediation-plan.schema.ts';

const VERSION = 'The version that you read; refused where it is another by now.';

const AddInput = builder.inputType('RemediationActionAddInput', {
  description: 'One more thing to do.',
  fields: (t) => ({
    planId: t.globalID({ for: [RemediationPlanType], required: true, description: 'In which plan.' }),
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
    idempotencyKey: t.string({ description: 'The same key with the same input adds one action.' }),
  }),
});

builder.mutationField('remediationActionAdd', (t) =>
  t.prismaField({
    type: RemediationActionType,
    nullable: true,
    description: 'Adds something to do to a plan. Refused unless the plan is ACTIVE, and beyond 50 actions.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: AddInput, required: true, description: 'What.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const added = {
        ...{ planId: input.planId.id, title: input.title, dueOn: input.dueOn },
        ...{ ownerId: input.ownerId?.id ?? null, membershipId: input.membershipId?.id ?? null },
        idempotencyKey: input.idempotencyKey ?? null,
      };
      const id = await ctx.transaction((tx) => addAction(tx, ctx.actor, added, ctx.now));
      return await ctx.db.remediationAction.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('RemediationActionUpdateInput', {
  description: 'What changes; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationActionType], required: true, description: 'Which action.' }),
    version: t.int({ required: true, description: VERSION }),
    title: t.string({ description: 'At most 300 characters.' }),
    ownerId: t.globalID({ for: [PersonType], description: 'Another one of the vendor’s staff does it.' }),
    membershipId: t.globalID({ for: [MembershipType], description: 'Another one of the partner does it.' }),
    dueOn: t.field({ type: 'Date', description: 'From today to the day on which the plan is due.' }),
  }),
});

builder.mutationField('remediationActionUpdate', (t) =>
  t.prismaField({
    type: RemediationActionType,
    nullable: true,
    description:
      'Changes what there is to do, by whom or until when; being late with it is told anew. Refused once it is done, or the plan is not ACTIVE.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'What changes.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const given = {
        ...{
          title: input.title,
          dueOn: input.dueOn,
          ownerId: input.ownerId?.id,
          membershipId: input.membershipId?.id,
        },
      };
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
      await ctx.transaction((tx) =>
        updateAction(tx, ctx.actor, { id, version: input.version, ...change }, ctx.now),
      );
      return await ctx.db.remediationAction.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const CompleteInput = builder.inputType('RemediationActionCompleteInput', {
  description: 'Something that is done.',
  fields: (t) => ({
    id: t.globalID({ for: [RemediationActionType], required: true, description: 'Which action.' }),
    version: t.int({ required: true, description: VERSION }),
  }),
});

builder.mutationField('remediationActionComplete', (t) =>
  t.prismaField({
    type: RemediationActionType,
    nullable: true,
    description:
      'Says that something is done: a partner’s admins what their people are to do, the vendor’s staff all of it. Refused where it is done, or the plan is not ACTIVE.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CompleteInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => completeAction(tx, ctx.actor, { id, version: input.version }, ctx.now));
      return await ctx.db.remediationAction.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
