import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { ALWAYS, InvalidFieldType } from '../../graphql/refusals.ts';
import type { SalesOrder } from '../../platform/database/generated/client/client.ts';
import {
  ORDER_ROWS_MAX,
  type OrderRowOutcome,
  type OrderRowResult,
  upsertOrders,
} from '../../workflows/upsert-orders.ts';
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

const RowInput = builder.inputType('SalesOrderRowInput', {
  description:
    'An order with all that its system knows of it: what is left out or null, it does not know. Values that are not of their type ' +
    'refuse the whole request; all else that is wrong rejects only its row.',
  fields: (t) => ({
    externalId: t.string({
      required: true,
      description: 'Its number in the system, at most 200 characters.',
    }),
    type: t.field({ type: SalesOrderTypeType, required: true, description: 'What it does.' }),
    currency: t.string({ required: true, description: CURRENCY }),
    ...statedFields(t),
    accountExternalId: t.string({
      description:
        "The customer's id in the system, which identifies it; sent before by `crmAccountsUpsert`.",
    }),
    opportunityExternalId: t.string({
      description: "The deal's id in the system; sent before by `crmOpportunitiesUpsert`.",
    }),
    previousExternalId: t.string({
      description:
        'The number of the order that it continues, in the same system; sent in an earlier request.',
    }),
    lines: t.field({ type: [OrderLineInputType], required: true, description: LINES }),
    documents: t.field({
      type: [OrderDocumentInputType],
      description: `${DOCUMENTS} They add up over requests.`,
    }),
  }),
});

const UpsertInput = builder.inputType('SalesOrderUpsertInput', {
  description: 'Orders of another system.',
  fields: (t) => ({
    system: t.string({
      required: true,
      description: 'The system’s code, in capitals such as `SALES_CRM`: numbers are unique within it.',
    }),
    rows: t.field({
      type: [RowInput],
      required: true,
      description: `The orders; at most ${ORDER_ROWS_MAX}.`,
    }),
  }),
});

const OutcomeType = builder.enumType('SalesOrderRowOutcome', {
  description: 'What became of a row.',
  values: {
    CREATED: { description: 'It was new, and is a draft now.' },
    UPDATED: { description: 'It changed a draft or a returned order.' },
    UNCHANGED: { description: 'It said nothing new; nothing was written.' },
    REJECTED: { description: 'It could not be loaded and changed nothing; see the errors.' },
  } satisfies Record<OrderRowOutcome, object>,
});

type Settled = OrderRowResult & Readonly<{ node: SalesOrder | null }>;

const ResultType = builder.objectRef<Settled>('SalesOrderRowResult').implement({
  description: 'What became of one order.',
  fields: (t) => ({
    externalId: t.exposeString('externalId', { description: 'The number as it was sent.' }),
    outcome: t.field({
      type: OutcomeType,
      description: 'What became of it.',
      resolve: ({ outcome }) => outcome,
    }),
    errors: t.field({
      type: [InvalidFieldType],
      description:
        'Why it was rejected, one for each field that is wrong; `NOT_EDITABLE` for an order beyond RETURNED, which this does not change.',
      resolve: ({ errors }) => [...errors],
    }),
    order: t.field({
      type: SalesOrderType,
      nullable: true,
      description: 'The order as the portal has it now; null where it was rejected.',
      resolve: ({ node }) => node,
    }),
  }),
});

const PayloadType = builder.objectRef<{ results: Settled[] }>('SalesOrderRows').implement({
  description: 'What became of the orders.',
  fields: (t) => ({
    results: t.field({
      type: [ResultType],
      description: `One for each row, in the order of the rows; at most ${ORDER_ROWS_MAX}.`,
      resolve: ({ results }) => results,
    }),
  }),
});

builder.mutationField('salesOrderUpsert', (t) =>
  t.field({
    type: PayloadType,
    nullable: true,
    description:
      'Takes orders from another system as drafts, and changes of those that are still drafts or were returned. A wrong row is rejected ' +
      'and the others load; sending a row again changes nothing. For service accounts and sales operations.',
    errors: { types: [...ALWAYS] },
    complexity: 100,
    args: { input: t.arg({ type: UpsertInput, required: true, description: 'The orders.' }) },
    resolve: async (_root, { input }, ctx, info) => {
      const rows = input.rows.map((row) => ({ ...withPlainIds(row), lines: linesFrom(row.lines) }));
      const results = await ctx.transaction((tx) =>
        upsertOrders(tx, ctx.actor, { system: input.system, rows }, ctx.now),
      );
      const selection = queryFromInfo({
        ...{
          context: ctx,
          info,
          typeName: 'SalesOrder',
          paths: [['results', 'order']],
          select: { id: true },
        },
      });
      const orders = await ctx.db.salesOrder.findMany({
        ...(selection as object),
        where: { id: { in: results.flatMap(({ orderId }) => orderId ?? []) } },
        take: ORDER_ROWS_MAX,
      });
      const byId = new Map(orders.map((order) => [order.id, order]));
      return {
        results: results.map((result) => ({ ...result, node: byId.get(result.orderId ?? '') ?? null })),
      };
    },
  }),
);
