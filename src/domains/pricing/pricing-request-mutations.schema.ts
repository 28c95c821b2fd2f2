import { builder } from '../../graphql/builder.ts';
import { ErrorInterface, ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { InvalidStateError } from '../../kernel/errors.ts';
import { SalesOrderType } from '../orders/sales-order.schema.ts';
import { OrderLineType } from '../orders/sales-order-parts.schema.ts';
import { ApprovalKindType } from './price-catalogue.schema.ts';
import { ApprovalNotNeededError } from './pricing.errors.ts';
import { ApprovalDecisionType, PricingRequestType } from './pricing-request.schema.ts';
import { createRequest, decideRequest, withdrawRequest } from './pricing-request.service.ts';

builder.objectType(ApprovalNotNeededError, {
  name: 'ApprovalNotNeededError',
  description:
    'What is asked stays below every threshold: nobody needs to approve it. Code `APPROVAL_NOT_NEEDED`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    threshold: t.field({
      type: 'Decimal',
      nullable: true,
      description:
        'From this on it would be: percent, or the major unit of the currency; null where none ever is.',
      resolve: ({ threshold }) => threshold,
    }),
  }),
});

const CreateInput = builder.inputType('PricingRequestCreateInput', {
  description: 'What is asked for an order that is not decided yet.',
  fields: (t) => ({
    orderId: t.globalID({ for: [SalesOrderType], required: true, description: 'For which order.' }),
    lineId: t.globalID({ for: [OrderLineType], description: 'For which line of it; not for CAPITAL.' }),
    kind: t.field({ type: ApprovalKindType, required: true, description: 'What is asked.' }),
    percent: t.field({
      type: 'Decimal',
      description:
        'Of DISCOUNT and SPECIAL_PRICE: above 0 and up to 100, at most 6 digits after the point; what the line has must not exceed it.',
    }),
    amount: t.field({
      type: 'Decimal',
      description: "Of CAPITAL: in the major unit of the order's currency, more than zero.",
    }),
    reason: t.string({ required: true, description: 'Why; at most 1,000 characters.' }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('pricingRequestCreate', (t) =>
  t.prismaField({
    type: PricingRequestType,
    nullable: true,
    description:
      'Asks for a discount, a special price or capital. Its chain of approvals is that of the policy with the highest threshold that is ' +
      'reached; below every one no request is made, and `ApprovalNotNeededError` says so. Refused where the same is asked already, and ' +
      'once the order is decided on. For sales operations and service accounts.',
    errors: { types: [...ON_CREATE, InvalidStateError, ApprovalNotNeededError] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'What is asked.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const request = {
        ...input,
        ...{ orderId: input.orderId.id, lineId: input.lineId?.id ?? null },
        ...{ percent: input.percent ?? null, amount: input.amount ?? null },
      };
      const id = await ctx.transaction((tx) => createRequest(tx, ctx.actor, request, ctx.now));
      return await ctx.db.pricingRequest.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const DecideInput = builder.inputType('PricingRequestDecideInput', {
  description: 'A decision on the step of a request whose turn it is.',
  fields: (t) => ({
    id: t.globalID({ for: [PricingRequestType], required: true, description: 'Which request.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    decision: t.field({ type: ApprovalDecisionType, required: true, description: 'Yes or no.' }),
    comment: t.string({ description: 'Words to it; at most 1,000 characters.' }),
  }),
});

builder.mutationField('pricingRequestDecide', (t) =>
  t.prismaField({
    type: PricingRequestType,
    nullable: true,
    description:
      'Decides the step whose turn it is, of a role that you hold or that is delegated to you. Refused for who asked, and who entered or ' +
      'edited the order; one person decides one step, in whoever’s place. A rejection ends the request.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: DecideInput, required: true, description: 'The decision.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const decision = { ...input, id: input.id.id, comment: input.comment ?? null };
      await ctx.transaction((tx) => decideRequest(tx, ctx.actor, decision, ctx.now));
      return await ctx.db.pricingRequest.findUniqueOrThrow({ ...query, where: { id: decision.id } });
    },
  }),
);

const WithdrawInput = builder.inputType('PricingRequestWithdrawInput', {
  description: 'A request that is no longer needed.',
  fields: (t) => ({
    id: t.globalID({ for: [PricingRequestType], required: true, description: 'Which request.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
  }),
});

builder.mutationField('pricingRequestWithdraw', (t) =>
  t.prismaField({
    type: PricingRequestType,
    nullable: true,
    description:
      'Takes a request back, also one that is approved; nothing is approved by it any more. Refused once the order is decided on. For sales ' +
      'operations and service accounts.',
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: WithdrawInput, required: true, description: 'Which request.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { id: input.id.id, version: input.version };
      await ctx.transaction((tx) => withdrawRequest(tx, ctx.actor, which, ctx.now));
      return await ctx.db.pricingRequest.findUniqueOrThrow({ ...query, where: { id: which.id } });
    },
  }),
);
