import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { recheckReferral } from '../../workflows/contest-referrals.ts';
import { settleContest } from '../../workflows/settle-contest.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { SHARE_DENOMINATOR_MAX } from './contest.rules.ts';
import { ContestType } from './contest.schema.ts';

const ResolutionInput = builder.enumType('ContestDecision', {
  description: 'How a person decides a contest.',
  values: {
    ONE: { description: 'One referral goes on, by `winnerId`; the others are closed.' },
    SPLIT: { description: 'Credit is shared, by `shares`; whoever has none is closed.' },
    SOURCED_CREDIT: {
      description:
        'One referral is the source, by `winnerId`; the others are credited as influence, without a share.',
    },
    DIRECT_SALES: { description: "The vendor's own sales were first; every referral is closed." },
  },
});

const ShareInput = builder.inputType('ContestShareInput', {
  description: "A party's part of the credit, as an exact fraction.",
  fields: (t) => ({
    referralId: t.globalID({ for: [ReferralType], required: true, description: 'Which party.' }),
    numerator: t.int({ required: true, description: 'From 1 to the denominator.' }),
    denominator: t.int({ required: true, description: `From 1 to ${SHARE_DENOMINATOR_MAX}.` }),
  }),
});

const ResolveInput = builder.inputType('ContestResolveInput', {
  description: 'The decision of a contest.',
  fields: (t) => ({
    id: t.globalID({ for: [ContestType], required: true, description: 'Which contest.' }),
    decision: t.field({ type: ResolutionInput, required: true, description: 'How.' }),
    winnerId: t.globalID({
      for: [ReferralType],
      description: 'The party that goes on, with ONE and SOURCED_CREDIT; left out otherwise.',
    }),
    shares: t.field({
      type: [ShareInput],
      description: 'With SPLIT: parts that sum to one exactly, each party at most once; left out otherwise.',
    }),
    reason: t.string({
      required: true,
      description: 'Why, at most 1,000 characters; for the vendor, partners never read it.',
    }),
  }),
});

builder.mutationField('contestResolve', (t) =>
  t.prismaField({
    type: ContestType,
    nullable: true,
    description:
      'Decides a contest: credited referrals are accepted again, the others closed with a code that does not say for whom. ' +
      'Refused where it was decided before. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ResolveInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const shares = input.shares?.map(({ referralId, ...share }) => ({
        referralId: referralId.id,
        ...share,
      }));
      const verdict = {
        id,
        resolution: input.decision,
        winnerId: input.winnerId?.id ?? null,
        shares: shares ?? null,
        reason: input.reason,
      };
      await ctx.transaction((tx) => settleContest(tx, ctx.actor, verdict, ctx.now));
      return await ctx.db.contest.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const RecheckInput = builder.inputType('ReferralRecheckInput', {
  description: 'A referral to look at again.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
  }),
});

builder.mutationField('referralRecheck', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Matches a referral with the customers as they are known now, and contests it where it collides with another accepted one or with ' +
      'direct sales. Doing it again changes nothing. For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: RecheckInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => recheckReferral(tx, ctx.actor, id, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
