import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { decideProtectionExtension, requestProtectionExtension } from '../../workflows/extend-protection.ts';
import { ReferralType } from './referral.schema.ts';

const RequestInput = builder.inputType('ReferralRequestExtensionInput', {
  description: 'A request to keep an accepted referral protected for longer.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    days: t.int({
      required: true,
      description:
        'For how many days of 24 hours; from 1 to the maximum of the rules in force at its acceptance.',
    }),
    evidence: t.string({
      required: true,
      description: 'What you have done, and what is next; at most 4,000 characters.',
    }),
  }),
});

builder.mutationField('referralRequestExtension', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Asks the vendor to keep an accepted referral protected for longer. Asked for before `protectedUntil`, it keeps the claim ' +
      'while it waits. Refused where another request waits, and after the partner agreement has ended. For partners.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RequestInput, required: true, description: 'The request.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const request = { ...input, id: input.id.id };
      const { id } = await ctx.transaction((tx) =>
        requestProtectionExtension(tx, ctx.actor, request, ctx.now),
      );
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DecisionType = builder.enumType('ReferralExtensionDecision', {
  description: 'A decision on a request to extend protection.',
  values: {
    GRANT: {
      description: 'Protection goes on where it ends, or begins again now where it was asked for too late.',
    },
    REFUSE: { description: 'Protection ends as it was.' },
  },
});

const DecideInput = builder.inputType('ReferralExtensionDecideInput', {
  description: 'A decision on the request of a referral that waits.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    decision: t.field({ type: DecisionType, required: true, description: 'What is decided.' }),
    days: t.int({
      description:
        'With GRANT only, and there required: for how many days of 24 hours; from 1 to the maximum of the rules in force at acceptance.',
    }),
    message: t.string({
      description:
        'Words that the partner reads, at most 1,000 characters; required with REFUSE. Never name another partner.',
    }),
  }),
});

builder.mutationField('referralExtensionDecide', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Decides a request to extend protection. A request that came in time is granted without a gap, however late the decision; one ' +
      'that came after the end is granted only where the customer can be claimed again. For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DecideInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const decision = {
        ...input,
        id: input.id.id,
        days: input.days ?? null,
        message: input.message ?? null,
      };
      const { id } = await ctx.transaction((tx) =>
        decideProtectionExtension(tx, ctx.actor, decision, ctx.now),
      );
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
