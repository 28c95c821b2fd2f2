import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE } from '../../graphql/refusals.ts';
import { ConflictError, IdempotencyConflictError } from '../../kernel/errors.ts';
import { overrideReferral, transferReferral } from '../../workflows/transfer-referral.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';

const STAFF_ONLY = { permission: 'ENGAGEMENT_READ' } as const;

builder.prismaObjectField(ReferralType, 'transferredTo', (t) =>
  t.field({
    type: ReferralType,
    nullable: true,
    description:
      'Its successor with another partner; null where it was not transferred, or where that is hidden from you. For staff.',
    authScopes: STAFF_ONLY,
    complexity: 5,
    select: { id: true },
    resolve: ({ id }, _args, context, info) => {
      const selection = queryFromInfo({ context, info, select: { id: true } });
      return context.db.referral.findFirst({
        ...(selection as object),
        where: { transferredFrom: { fromReferralId: id } },
      });
    },
  }),
);

builder.prismaObjectField(ReferralType, 'transferredFrom', (t) =>
  t.field({
    type: ReferralType,
    nullable: true,
    description:
      'The referral of another partner that it succeeds; null where there is none, or where that is hidden from you. For staff.',
    authScopes: STAFF_ONLY,
    complexity: 5,
    select: { id: true },
    resolve: ({ id }, _args, context, info) => {
      const selection = queryFromInfo({ context, info, select: { id: true } });
      return context.db.referral.findFirst({
        ...(selection as object),
        where: { transferredTo: { toReferralId: id } },
      });
    },
  }),
);

const TransferInput = builder.inputType('ReferralTransferInput', {
  description: 'A referral that goes to another partner.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    toPartnerId: t.globalID({ for: [PartnerType], required: true, description: 'An active partner.' }),
    registrantId: t.globalID({
      for: [MembershipType],
      description: 'Who takes over there; the longest serving administrator where left out.',
    }),
    reason: t.string({
      required: true,
      description: 'Why, at most 1,000 characters; for the vendor, partners never read it.',
    }),
    idempotencyKey: t.string({
      description: 'Repeating a request with the same key answers the successor that the first one made.',
    }),
  }),
});

builder.mutationField('referralTransfer', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Gives a submitted or accepted referral to another partner, and answers the successor. The claim, the deal and what is left of the ' +
      "protection go with it; the first partner's notes and estimate do not. Refused once its deal is won. For partner operations.",
    errors: { types: [...ON_CHANGE, ConflictError, IdempotencyConflictError] },
    args: { input: t.arg({ type: TransferInput, required: true, description: 'The transfer.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const transfer = {
        ...input,
        id: input.id.id,
        toPartnerId: input.toPartnerId.id,
        registrantId: input.registrantId?.id ?? null,
      };
      const id = await ctx.transaction((tx) => transferReferral(tx, ctx.actor, transfer, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const OverrideInput = builder.inputType('ReferralOverrideInput', {
  description: 'An acceptance against the rules of engagement.',
  fields: (t) => ({
    id: t.globalID({ for: [ReferralType], required: true, description: 'Which referral.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    reason: t.string({
      required: true,
      description: 'Why, at most 1,000 characters; for the vendor, partners never read it.',
    }),
  }),
});

builder.mutationField('referralOverride', (t) =>
  t.prismaField({
    type: ReferralType,
    nullable: true,
    description:
      'Accepts a waitlisted or rejected referral against the rules. Another one that holds the claim and is not decided yet waits behind it from ' +
      'then on; where the other one was accepted, both are contested. For partner operations.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: OverrideInput, required: true, description: 'The override.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      const override = { id, version: input.version, reason: input.reason };
      await ctx.transaction((tx) => overrideReferral(tx, ctx.actor, override, ctx.now));
      return await ctx.db.referral.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
