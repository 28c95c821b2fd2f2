import { builder } from '../../graphql/builder.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { ALWAYS, ErrorInterface, ON_CHANGE } from '../../graphql/refusals.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { activate, cancel, ratify, reject, sendBack, submit } from '../../workflows/move-orders.ts';
import { ChecksFailedError } from './order.errors.ts';
import { checkOrder, waiveCheck } from './order-check.service.ts';
import { OrderDocumentInputType } from './order-inputs.schema.ts';
import { addDocument, beginFulfilment, beginReview } from './order-lifecycle.service.ts';
import { SalesOrderType } from './sales-order.schema.ts';

builder.objectType(ChecksFailedError, {
  name: 'ChecksFailedError',
  description: 'Checks of the order fail, so it is not ratified. Code `CHECKS_FAILED`.',
  interfaces: [ErrorInterface],
  fields: (t) => ({
    failingCodes: t.stringList({
      description: 'The codes of the checks that fail; at most 50.',
      resolve: (error) => [...error.failingCodes],
    }),
  }),
});

const WRITERS = 'For sales operations and service accounts.';
const DECIDERS = 'For sales operations.';
const WHICH = 'Which order.';
const VERSION = 'The version that you read.';
const REASON = 'Why; at most 1,000 characters.';

const ActionInput = builder.inputType('SalesOrderActionInput', {
  description: 'An order, as you read it.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
  }),
});

const ReasonInput = builder.inputType('SalesOrderReasonInput', {
  description: 'An order, as you read it, and why.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    reason: t.string({ required: true, description: REASON }),
  }),
});

type Query = object;

const read = (ctx: RequestContext, query: Query, id: string) =>
  ctx.db.salesOrder.findUniqueOrThrow({ ...query, where: { id } });

const MOVES = {
  salesOrderSubmit: {
    change: submit,
    description: `Hands a draft or a returned order in, and checks it; from then on the vendor's clock runs. ${WRITERS}`,
  },
  salesOrderBeginReview: {
    change: beginReview,
    description: `Says that somebody looks at a submitted order. ${DECIDERS}`,
  },
  salesOrderRatify: {
    change: ratify,
    description:
      'Ratifies an order in review, by checks that are made in this very transaction: refused with their codes while any fails. Not ' +
      `by who entered or edited it. Whether it earns commission is decided beside it. ${DECIDERS}`,
  },
  salesOrderBeginFulfilment: {
    change: beginFulfilment,
    description: `Says that a ratified order is being delivered. ${WRITERS}`,
  },
} as const;

for (const [name, { change, description }] of Object.entries(MOVES)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: SalesOrderType,
      nullable: true,
      description,
      errors: { types: name === 'salesOrderRatify' ? [...ON_CHANGE, ChecksFailedError] : [...ON_CHANGE] },
      args: { input: t.arg({ type: ActionInput, required: true, description: WHICH }) },
      resolve: async (query, _root, { input }, ctx) => {
        const which = { id: input.id.id, version: input.version };
        await ctx.transaction((tx) => change(tx, ctx.actor, which, ctx.now));
        return await read(ctx, query, which.id);
      },
    }),
  );
}

const REASONED = {
  salesOrderReturn: {
    change: sendBack,
    description: `Sends an order in review back to be corrected, which pauses the clock. ${DECIDERS}`,
  },
  salesOrderReject: {
    change: reject,
    description: `Turns an order in review down for good. Not by who entered or edited it. ${DECIDERS}`,
  },
} as const;

for (const [name, { change, description }] of Object.entries(REASONED)) {
  builder.mutationField(name, (t) =>
    t.prismaField({
      type: SalesOrderType,
      nullable: true,
      description,
      errors: { types: [...ON_CHANGE] },
      args: { input: t.arg({ type: ReasonInput, required: true, description: 'Which order, and why.' }) },
      resolve: async (query, _root, { input }, ctx) => {
        const which = { id: input.id.id, version: input.version, reason: input.reason };
        await ctx.transaction((tx) => change(tx, ctx.actor, which, ctx.now));
        return await read(ctx, query, which.id);
      },
    }),
  );
}

const ActivateInput = builder.inputType('SalesOrderActivateInput', {
  description: 'That what was ordered is in use.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    activatedOn: t.field({
      type: 'Date',
      required: true,
      description: "Since which day: the vendor's today or earlier, not before the day of the order.",
    }),
  }),
});

builder.mutationField('salesOrderActivate', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Says that what is being delivered is in use. A DISCONNECT ends the order that it names on that day, unless that was ended ' +
      `before. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: ActivateInput, required: true, description: 'Which order, and when.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { ...input, id: input.id.id };
      await ctx.transaction((tx) => activate(tx, ctx.actor, which, ctx.now));
      return await read(ctx, query, which.id);
    },
  }),
);

const CancelInput = builder.inputType('SalesOrderCancelInput', {
  description: 'That an order comes to nothing.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    reason: t.string({ required: true, description: REASON }),
    isVendorFault: t.boolean({ required: true, description: "Whether through the vendor's fault." }),
  }),
});

builder.mutationField('salesOrderCancel', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description: `Ends a ratified order before it is in use. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: CancelInput, required: true, description: 'Which order, and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { ...input, id: input.id.id };
      await ctx.transaction((tx) => cancel(tx, ctx.actor, which, ctx.now));
      return await read(ctx, query, which.id);
    },
  }),
);

const AddDocumentInput = builder.inputType('SalesOrderAddDocumentInput', {
  description: 'A paper for an order.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    document: t.field({ type: OrderDocumentInputType, required: true, description: 'The paper.' }),
  }),
});

builder.mutationField('salesOrderAddDocument', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Adds a paper to an order that is not decided yet; one that is there already changes nothing. Whoever adds one does not decide ' +
      `on the order. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: AddDocumentInput, required: true, description: 'The paper.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { ...input, id: input.id.id };
      await ctx.transaction((tx) => addDocument(tx, ctx.actor, which, ctx.now));
      return await read(ctx, query, which.id);
    },
  }),
);

const CheckInput = builder.inputType('SalesOrderCheckInput', {
  description: 'An order to check.',
  fields: (t) => ({ id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }) }),
});

builder.mutationField('salesOrderCheck', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Checks an order that is not decided yet by all rules of ratification, and keeps what they find. Waivers hold on while a check ' +
      `fails as it did when it was waived. ${WRITERS}`,
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: CheckInput, required: true, description: WHICH }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => checkOrder(tx, ctx.actor, { id }, ctx.now));
      return await read(ctx, query, id);
    },
  }),
);

const WaiveInput = builder.inputType('SalesOrderWaiveCheckInput', {
  description: 'A check that an order may fail, for a reason.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: WHICH }),
    version: t.int({ required: true, description: VERSION }),
    code: t.string({ required: true, description: 'The code of the check.' }),
    reason: t.string({ required: true, description: REASON }),
  }),
});

builder.mutationField('salesOrderWaiveCheck', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Lets a submitted order pass although a check fails. It holds while the check fails in the same way. Refused where it does not ' +
      `fail, and for who entered or edited the order. ${DECIDERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: WaiveInput, required: true, description: 'Which check, and why.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const which = { ...input, id: input.id.id };
      await ctx.transaction((tx) => waiveCheck(tx, ctx.actor, which, ctx.now));
      return await read(ctx, query, which.id);
    },
  }),
);
