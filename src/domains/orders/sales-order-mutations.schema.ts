import { builder } from '../../graphql/builder.ts';
import { ON_CHANGE, ON_CREATE } from '../../graphql/refusals.ts';
import { createOrder, updateOrder } from '../../workflows/enter-orders.ts';
import { SalesOrderTypeType } from './order-enums.schema.ts';
import {
  CURRENCY,
  DOCUMENTS,
  LINES,
  linesFrom,
  OrderDocumentInputType,
  OrderLineInputType,
  statedFields,
  withPlainIds,
} from './order-inputs.schema.ts';
import { SalesOrderType } from './sales-order.schema.ts';

const WRITERS = 'For sales operations and service accounts.';

const CreateInput = builder.inputType('SalesOrderCreateInput', {
  description: 'An order, as a draft; it may be incomplete.',
  fields: (t) => ({
    system: t.string({
      description: 'Which system its number is of, a code in capitals; `PORTAL` where left out.',
    }),
    externalId: t.string({
      required: true,
      description: 'Its number, unique in the system; at most 200 characters.',
    }),
    type: t.field({ type: SalesOrderTypeType, required: true, description: 'What it does.' }),
    currency: t.string({ required: true, description: CURRENCY }),
    ...statedFields(t),
    lines: t.field({ type: [OrderLineInputType], required: true, description: LINES }),
    documents: t.field({ type: [OrderDocumentInputType], description: DOCUMENTS }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('salesOrderCreate', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Enters an order as a draft. Its customer is found by tax id, web address or name where no id is given, and the deal and the ' +
      `referral by the customer where only one can be meant. Refused where the system has the number already. ${WRITERS}`,
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: CreateInput, required: true, description: 'The order.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { system, externalId, documents, idempotencyKey, ...stated } = input;
      const order = { ...withPlainIds(stated), lines: linesFrom(input.lines) };
      const entry = { system: system ?? null, externalId, order, documents: documents ?? [], idempotencyKey };
      const id = await ctx.transaction((tx) => createOrder(tx, ctx.actor, entry, ctx.now));
      return await ctx.db.salesOrder.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const UpdateInput = builder.inputType('SalesOrderUpdateInput', {
  description:
    'A change of a draft or a returned order. What is left out stays, and what is null is no more.',
  fields: (t) => ({
    id: t.globalID({ for: [SalesOrderType], required: true, description: 'Which order.' }),
    version: t.int({ required: true, description: 'The version that you read.' }),
    type: t.field({ type: SalesOrderTypeType, description: 'What it does.' }),
    currency: t.string({ description: CURRENCY }),
    ...statedFields(t),
    lines: t.field({
      type: [OrderLineInputType],
      description: `${LINES} They replace all lines; approvals of a line that becomes another are withdrawn.`,
    }),
  }),
});

builder.mutationField('salesOrderUpdate', (t) =>
  t.prismaField({
    type: SalesOrderType,
    nullable: true,
    description:
      'Changes a draft or a returned order. What already is as asked changes nothing. Where the customer becomes another, the deal and ' +
      `the referral are found anew. ${WRITERS}`,
    errors: { types: [...ON_CHANGE] },
    args: { input: t.arg({ type: UpdateInput, required: true, description: 'The change.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const {
        id: { id },
        version,
        type,
        currency,
        lines,
        ...stated
      } = input;
      const change = {
        ...withPlainIds(stated),
        ...{ type: type ?? undefined, currency: currency ?? undefined },
        lines: lines ? linesFrom(lines) : undefined,
      };
      await ctx.transaction((tx) => updateOrder(tx, ctx.actor, { id, version, change }, ctx.now));
      return await ctx.db.salesOrder.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);
