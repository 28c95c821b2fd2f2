import { builder } from '../../graphql/builder.ts';
import { COUNT_MAX, pageArguments, pageComplexity, pageSizeOf } from '../../graphql/connection.ts';
import { connectionOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { keyAfter, pageOfRows } from '../../graphql/row-page.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { OpportunityType } from '../opportunities/opportunity.schema.ts';
import { ForecastAmountSourceType } from './forecast-enums.schema.ts';
import { ForecastLineType } from './forecast-line.schema.ts';
import {
  type DealPlace,
  dealsCount,
  dealsPage,
  type ListedDeal,
  lineDeals,
} from './forecast-reading.service.ts';

type ToldDeal = ListedDeal & Readonly<{ currency: string }>;

const ForecastDealType = builder.objectRef<ToldDeal>('ForecastDeal').implement({
  description:
    'An open deal as a forecast counts it: its value, times what such deals are won at, times its chance.',
  fields: (t) => ({
    opportunityId: t.globalID({
      description: 'Which deal.',
      resolve: ({ opportunityId }) => ({ type: 'Opportunity', id: opportunityId }),
    }),
    opportunity: t.prismaField({
      type: OpportunityType,
      nullable: true,
      description: 'Which deal, as it is now; null where it is hidden from you.',
      resolve: (query, { opportunityId }, _args, { db }) =>
        db.opportunity.findUnique({ ...query, where: { id: opportunityId } }),
    }),
    partnerId: t.globalID({
      nullable: true,
      description: 'Whose it was.',
      resolve: ({ partnerId }) => partnerId && { type: 'Partner', id: partnerId },
    }),
    stage: t.exposeString('stage', { description: 'In which stage it was.' }),
    ageDays: t.exposeInt('ageDays', { description: 'For how many days it had been open.' }),
    value: t.field({
      type: MoneyType,
      description: 'What it counts at, in the currency of the forecast.',
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
    valueSource: t.field({
      type: ForecastAmountSourceType,
      description: 'Where that value comes from.',
      resolve: ({ amountSource }) => amountSource,
    }),
    wonAt: t.field({
      type: 'Decimal',
      description: 'What deals with such a value were won at, of it; 1 while too few were won to say.',
      resolve: ({ ratio }) => ratio,
    }),
    winProbability: t.field({
      type: 'Decimal',
      description: 'The chance that it is won within the period, from 0 to 1; 0 where it is stale.',
      resolve: ({ winProbability }) => winProbability,
    }),
    isStale: t.exposeBoolean('isStale', {
      description: 'Whether it is older than any deal that ever closed, so that nothing is expected of it.',
    }),
    expected: t.field({
      type: MoneyType,
      description: 'What it adds to what is expected: `value` times `wonAt` times `winProbability`.',
      resolve: ({ expectedMinor, currency }) => moneyFrom(expectedMinor, currency)!,
    }),
  }),
});

const DealConnection = connectionOf(ForecastDealType, 'ForecastDeal', {
  one: 'An open deal of a forecast',
  many: 'open deals of a forecast',
});

const KEY_PARTS = 2;

function placeAfter(after: string | null | undefined): DealPlace | null {
  const key = keyAfter(after, KEY_PARTS);
  if (!key) return null;
  const [opportunityId, expectedMinor] = key as [string, string];
  if (!/^-?\d{1,18}$/.test(expectedMinor))
    throw badInput('The cursor is not one of this list. Take it from the pageInfo of an earlier page.');
  return { opportunityId, expectedMinor };
}

builder.objectField(ForecastLineType, 'deals', (t) =>
  t.field({
    type: DealConnection,
    nullable: true,
    authScopes: { permission: 'FORECASTS_REVIEW_READ' },
    description:
      "The open deals that it is made of, what most is expected of first; their `expected` sum to the explanation's `open`. Of the latest eight forecasts of a quarter; none of earlier ones. For staff.",
    complexity: pageComplexity,
    args: { ...pageArguments },
    resolve: async (line, args, { readAsVendor }) => {
      const size = pageSizeOf(args);
      const after = placeAfter(args.after);
      const rows = await readAsVendor(async (tx) =>
        dealsPage(tx, await lineDeals(tx, line), { after, limit: size + 1 }),
      );
      const deals = rows.map((row) => ({
        ...{ ...row, currency: line.currency },
        key: [row.opportunityId, String(row.expectedMinor)],
      }));
      const count = () => readAsVendor(async (tx) => dealsCount(tx, await lineDeals(tx, line), COUNT_MAX));
      return pageOfRows(deals, size, args.after, count) as never;
    },
  }),
);
