import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { MembershipType } from './membership.schema.ts';
import { endMembership, updateMembership } from './membership.service.ts';
import { PartnerRoleType } from './people-enums.schema.ts';

const UpdateInput = builder.inputType('MembershipUpdateInput', {
  description: 'A change of a membership; what is left out stays.',
  fields: (t) => ({
    id: t.globalID({ for: [MembershipType], required: true, description: 'Which membership.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    name: t.string({ description: 'The name that they use there, at most 120 characters.' }),
    role: t.field({ type: PartnerRoleType, description: 'What they are there.' }),
    seesAllReferrals: t.boolean({ description: "Whether a member sees all of the partner's referrals." }),
  }),
});

builder.mutationField('membershipUpdate', (t) =>
  t.prismaField({
    type: MembershipType,
    nullable: true,
    description:
      'Changes what somebody is at a partner, from their next request on. Refused where it has ended, and where a partner ' +
      "would take the role from its last PARTNER_ADMIN. For the partner's admin and partner operations.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const change = { ...input, id: input.id.id };
      const { id } = await ctx.transaction((tx) => updateMembership(tx, ctx.actor, change, ctx.now));
      return await ctx.db.membership.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const EndInput = builder.inputType('MembershipEndInput', {
  description: 'A membership, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [MembershipType], required: true, description: 'Which membership.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('membershipEnd', (t) =>
  t.prismaField({
    type: MembershipType,
    nullable: true,
    description:
      "Ends somebody's time at a partner, and their access with their next request; what they registered stays. Refused " +
      "where a partner would end its last PARTNER_ADMIN. For the partner's admin and partner operations.",
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: EndInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id, version: input.version };
      const { id } = await ctx.transaction((tx) => endMembership(tx, ctx.actor, which, ctx.now));
      return await ctx.db.membership.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
