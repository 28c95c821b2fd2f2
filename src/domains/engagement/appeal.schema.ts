import { builder } from '../../graphql/builder.ts';
import { column } from '../../graphql/columns.ts';
import { pageArguments, pageComplexity, resolvePage, totalCountField } from '../../graphql/connection.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { appealReferral, decideReferralAppeal } from '../../workflows/appeal-referral.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { APPEAL_DAYS } from './appeal.rules.ts';
import type { AppealAction, AppealStatus } from './appeal.states.ts';

const APPEALS_MAX = 20;

const AppealStatusType = builder.enumType('AppealStatus', {
  description: 'Where an appeal stands.',
  values: {
    OPEN: { description: 'Waits for the vendor.' },
    UPHELD: { description: 'The referral is looked at again.' },
    DENIED: { description: 'The rejection stands.' },
  } satisfies Record<AppealStatus, object>,
});

export const AppealType = builder.prismaNode('Appeal', {
  name: 'Appeal',
  description: "A partner's objection to the rejection of its referral.",
  authScopes: { permission: 'REFERRALS_READ' },
  id: { field: 'id', description: 'Global id, `Appeal_<uuid>`.' },
  fields: (t) => ({
    referral: t.relation('referral', { type: ReferralType, description: 'The referral that was rejected.' }),
    status: t.field({
      type: AppealStatusType,
      description: 'Where it stands.',
      ...column('status').as<AppealStatus>(),
    }),
    reason: t.exposeString('reason', { description: "The partner's words." }),
    openedAt: t.expose('openedAt', { type: 'DateTime', description: 'When the partner objected.' }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the vendor decided; null while it waits.',
    }),
    decisionMessage: t.exposeString('message', {
      nullable: true,
      description: "The vendor's words with its decision.",
    }),
  }),
});

builder.prismaObjectField(ReferralType, 'appeals', (t) =>
  t.relation('appeals', {
    type: AppealType,
    description: `The appeals of its rejections, the latest first; at most ${APPEALS_MAX}.`,
    complexity: { field: 3, multiplier: 3 },
    query: { orderBy: [{ openedAt: 'desc' }, { id: 'desc' }], take: APPEALS_MAX },
  }),
);

const AppealConnection = builder.connectionObject(
  {
    type: AppealType,
    name: 'AppealConnection',
    description: 'A page of appeals.',
    fields: (t) => ({
      totalCount: t.int({
        ...totalCountField,
        resolve: (page) => (page as unknown as { totalCount(): Promise<number> }).totalCount(),
      }),
    }),
  },
  { name: 'AppealEdge', description: 'An appeal in a page.' },
);

builder.queryField('appeals', (t) =>
  t.field({
    type: AppealConnection,
    nullable: true,
    description:
      'The appeals that you may see, the longest waiting first: a partner its own, a channel manager those of the portfolio.',
    authScopes: { permission: 'REFERRALS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      status: t.arg({ type: AppealStatusType, description: 'In this status only.' }),
    },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'appeal',
        typeName: 'Appeal',
        args,
        where: args.status ? { status: args.status } : {},
        own: { partner: 'partnerId' },
        order: { name: 'OPENED_AT', column: { column: 'openedAt', type: 'instant' }, direction: 'ASC' },
      }) as never,
  }),
);

const AppealInput = builder.inputType('ReferralAppealInput', {
  description: 'An objection to a rejection.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    reason: t.string({
      required: true,
      description: 'What the vendor should look at again, at most 4,000 characters.',
    }),
  }),
});

builder.mutationField('referralAppeal', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description: `Objects to a rejection: once for each, within ${APPEAL_DAYS} days. For partners.`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: AppealInput, required: true, description: 'The objection.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const appeal = { id, version: input.version, reason: input.reason };
      await ctx.transaction((tx) => appealReferral(tx, ctx.actor, appeal, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const AppealDecisionType = builder.enumType('AppealDecision', {
  description: 'How an appeal is decided.',
  values: {
    UPHOLD: {
      description:
        'The referral is under review again, or waits behind whoever has registered the customer since.',
    },
    DENY: { description: 'The rejection stands.' },
  } satisfies Record<AppealAction, object>,
});

const DecideInput = builder.inputType('AppealDecideInput', {
  description: 'The decision of an appeal.',
  fields: (t) => ({
    id: t.globalID({ for: [AppealType], required: true, description: 'Which appeal.' }),
    decision: t.field({ type: AppealDecisionType, required: true, description: 'How.' }),
    message: t.string({
      description:
        'Words for the partner, at most 1,000 characters; required with DENY. Never name another partner.',
    }),
  }),
});

builder.mutationField('appealDecide', (t) =>
  t.prismaField({
    type: AppealType,
    nullable: true,
    description:
      'Decides an appeal. Refused for whoever rejected the referral. For partner operations, and channel managers for their portfolio.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DecideInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const decision = { id, action: input.decision, message: input.message ?? null };
      await ctx.transaction((tx) => decideReferralAppeal(tx, ctx.actor, decision, ctx.now));
      return await ctx.db.appeal.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
