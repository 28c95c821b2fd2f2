import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { currencyCodeOf } from '../../kernel/currency.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { globalIdOf, isUuid } from '../../kernel/ids.ts';
import type { Money } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import { CustomerType } from '../customers/customer.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { type AssuranceCode, type Difference, differencesOf } from './revenue-assurance.rules.ts';
import { type AssuranceQuestion, type AssuranceRow, assureRevenue } from './revenue-assurance.service.ts';

const CodeType = builder.enumType('RevenueDifferenceCode', {
  description: 'In which way what was ordered, billed and commissioned disagree.',
  values: {
    NOT_BILLED: {
      description:
        'By its terms something was due, and nothing was invoiced. A month that has not ended is not late yet, but for the first.',
    },
    BILLED_LESS: {
      description:
        'Less was invoiced than was due by its terms, a month that has not ended left out, but for the first.',
    },
    BILLED_MORE: { description: 'More was invoiced than was due by its terms.' },
    BILLED_WITHOUT_ORDER: {
      description: 'An invoice line whose order is not known, not ratified, or in doubt.',
    },
    COMMISSIONED_WITHOUT_BILLING: {
      description: 'A partner earns by it, and nothing of it was ever invoiced.',
    },
    BILLED_WITHOUT_COMMISSION: { description: 'It was invoiced and is eligible, and nobody earns by it.' },
  } satisfies Record<AssuranceCode, object>,
});

const moneyOf = (amountMinor: bigint, currency: string): Money => ({
  amountMinor,
  currency: currencyCodeOf(currency),
});

const DifferenceType = builder
  .objectRef<Difference & Readonly<{ currency: string }>>('RevenueDifference')
  .implement({
    description: 'One way in which a line disagrees.',
    fields: (t) => ({
      code: t.field({ type: CodeType, description: 'Which.', resolve: ({ code }) => code }),
      expected: t.field({
        type: MoneyType,
        description:
          'What should be: due by its terms, or what is commissioned or invoiced, as the code says.',
        resolve: ({ expectedMinor, currency }) => moneyOf(expectedMinor, currency),
      }),
      actual: t.field({
        type: MoneyType,
        description: 'What is: invoiced, or commissioned.',
        resolve: ({ actualMinor, currency }) => moneyOf(actualMinor, currency),
      }),
      difference: t.field({
        type: MoneyType,
        description: 'The actual less the expected; below zero where something is missing.',
        resolve: ({ actualMinor, expectedMinor, currency }) => moneyOf(actualMinor - expectedMinor, currency),
      }),
    }),
  });

const RowType = builder.objectRef<AssuranceRow>('RevenueAssuranceLine').implement({
  description:
    'A line of an order with what was due, billed and commissioned of it, or an invoice line of no order.',
  fields: (t) => ({
    salesOrderId: t.string({
      nullable: true,
      description: 'The order, `SalesOrder_<uuid>`; null where there is none.',
      resolve: ({ orderId }) => orderId && globalIdOf('SalesOrder', orderId),
    }),
    orderLineId: t.string({
      nullable: true,
      description: 'Its line, `OrderLine_<uuid>`; null where there is none.',
      resolve: ({ id, orderId }) => (orderId ? globalIdOf('OrderLine', id) : null),
    }),
    billingFactId: t.string({
      nullable: true,
      description: 'The invoice line that is of no order, `BillingFact_<uuid>`; null otherwise.',
      resolve: ({ factId }) => factId && globalIdOf('BillingFact', factId),
    }),
    orderNumber: t.exposeString('orderNumber', {
      nullable: true,
      description: "The order's number, as far as it is known.",
    }),
    linePosition: t.exposeInt('linePosition', { nullable: true, description: "The line's position in it." }),
    productCode: t.exposeString('productCode', {
      nullable: true,
      description: 'The product that was ordered.',
    }),
    invoiceNumber: t.exposeString('invoiceNumber', {
      nullable: true,
      description: 'The invoice, of an invoice line of no order.',
    }),
    customerId: t.string({
      nullable: true,
      description: 'Whose order it is, `Customer_<uuid>`.',
      resolve: ({ customerId }) => customerId && globalIdOf('Customer', customerId),
    }),
    partnerId: t.string({
      nullable: true,
      description: 'Which partner is credited with it, `Partner_<uuid>`.',
      resolve: ({ partnerId }) => partnerId && globalIdOf('Partner', partnerId),
    }),
    ordered: t.field({
      type: MoneyType,
      description:
        'What was due within the months by its terms: one-off charges in the month of its activation, monthly ones for every month ' +
        'from then to its term, its end, or what replaced it.',
      resolve: ({ orderedMinor, currency }) => moneyOf(orderedMinor, currency),
    }),
    invoiced: t.field({
      type: MoneyType,
      description: 'What was invoiced for these months.',
      resolve: ({ invoicedMinor, currency }) => moneyOf(invoicedMinor, currency),
    }),
    collected: t.field({
      type: MoneyType,
      description: 'What customers paid of it within these months.',
      resolve: ({ collectedMinor, currency }) => moneyOf(collectedMinor, currency),
    }),
    commissionedBasis: t.field({
      type: MoneyType,
      description:
        'The revenue on which partners earn by the line as of today, over its whole life; zero where none does.',
      resolve: ({ basisMinor, currency }) => moneyOf(basisMinor, currency),
    }),
    commission: t.field({
      type: MoneyType,
      description: 'All that partners can earn by the line as of today, SPIFFs left out.',
      resolve: ({ commissionMinor, currency }) => moneyOf(commissionMinor, currency),
    }),
    differences: t.field({
      type: [DifferenceType],
      description: 'In which ways it disagrees; at most 6, empty where all agree.',
      resolve: (row) => differencesOf(row).map((one) => ({ ...one, currency: row.currency })),
    }),
  }),
});

const RevenueAssuranceConnection = builder.connectionObject(
  { type: RowType, name: 'RevenueAssuranceConnection', description: 'A page of lines that were compared.' },
  { name: 'RevenueAssuranceEdge', description: 'A line in a page.' },
);

const AssuranceFilter = builder.inputType('RevenueAssuranceFilter', {
  description: 'Which months and lines; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    fromMonth: t.field({
      type: 'Date',
      description: 'The first day of the first month; from the beginning where left out.',
    }),
    untilMonth: t.field({
      type: 'Date',
      description: 'The first day of the month after the last; up to the present month where left out.',
    }),
    orderIds: t.idList({ description: 'Of one of these orders, `SalesOrder_<uuid>`; at most 100.' }),
    customerIds: t.globalIDList({
      for: [CustomerType],
      description: 'Of one of these customers; at most 100.',
    }),
    partnerIds: t.globalIDList({
      for: [PartnerType],
      description: 'Credited to one of these partners; at most 100.',
    }),
    codes: t.field({ type: [CodeType], description: 'With one of these differences; at most 100.' }),
    isMatchingIncluded: t.boolean({
      description: 'True: also lines that agree; only differences where left out.',
    }),
  }),
});

type Filter = (typeof AssuranceFilter)['$inferInput'];

function questionOf(
  filter: Filter | null | undefined,
  after: string | null,
  size: number,
): AssuranceQuestion {
  const orders = filter?.orderIds?.map((text) => {
    const [type, id] = String(text).split('_');
    if (type !== 'SalesOrder' || !id || !isUuid(id))
      throw badInput('orderIds are ids of orders, SalesOrder_<uuid>.');
    return { id };
  });
  return {
    ...{ fromMonth: filter?.fromMonth, untilMonth: filter?.untilMonth, after, size },
    orderIds: idsFilter('orderIds', orders)?.in ?? null,
    customerIds: idsFilter('customerIds', filter?.customerIds)?.in ?? null,
    partnerIds: idsFilter('partnerIds', filter?.partnerIds)?.in ?? null,
    codes: anyOf('codes', filter?.codes)?.in ?? null,
    isMatchingIncluded: filter?.isMatchingIncluded ?? false,
  };
}

function positionOf(cursor: string | null | undefined): string | null {
  if (cursor == null) return null;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!isUuid(id))
    throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
  return id;
}

const cursorOf = (id: string): string => Buffer.from(id).toString('base64url');

async function pageOf({ db, actor, now }: RequestContext, question: AssuranceQuestion) {
  try {
    return await assureRevenue(db as unknown as Tx, actor, question, now);
  } catch (error) {
    if (error instanceof InvalidInputError) throw badInput(error.message);
    throw error;
  }
}

builder.queryField('revenueAssurance', (t) =>
  t.field({
    type: RevenueAssuranceConnection,
    nullable: true,
    description:
      'Whether what was ordered is what was billed and what is commissioned, line by line of orders that were ratified, with the ' +
      'differences; invoice lines that are of no order too, where nothing restricts to orders. A page looks at no more than 5,000 lines, so it ' +
      'can hold fewer than asked for, or none, while `hasNextPage` says that it goes on. For staff and service accounts.',
    authScopes: { permission: 'BILLING_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: AssuranceFilter, description: 'Which months and lines.' }),
    },
    resolve: async (_root, { first, after, filter }, context) => {
      const question = questionOf(filter, positionOf(after), pageSizeOf({ first: first ?? null }));
      const { rows, end, hasMore } = await pageOf(context, question);
      const edges = rows.map((node) => ({ cursor: cursorOf(node.id), node }));
      return {
        edges,
        pageInfo: {
          hasNextPage: hasMore,
          hasPreviousPage: Boolean(after),
          startCursor: edges[0]?.cursor ?? null,
          endCursor: end && cursorOf(end),
        },
      };
    },
  }),
);
