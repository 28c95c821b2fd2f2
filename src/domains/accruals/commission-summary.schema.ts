import { builder } from '../../graphql/builder.ts';
import { column, money, property } from '../../graphql/columns.ts';
import { computed } from '../../graphql/computed.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { rowBy } from '../../graphql/finished.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { Money } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import { whatIfAllWon } from '../../workflows/what-if-referral.ts';
import { AS_OF_FUTURE, bookedUntil } from '../ledger/ledger-balance.rules.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { fiscalCalendarFrom } from '../settings/settings.service.ts';
import type { CommissionTotals } from './commission-summary.rules.ts';
import { COMMISSION_QUERIES } from './commission-summary.service.ts';
import {
  type CommissionSummary,
  CURRENCIES_MAX,
  commissionSummaryOf,
  commissionSummaryRule,
  dealsToForesee,
  type Foreseen,
  MONTHS_MAX,
  OPEN_DEALS_MAX,
  type OpenDeal,
  PRODUCTS_MAX,
} from './commission-summary-told.rules.ts';

const TotalsType = builder.objectRef<CommissionTotals>('CommissionTotals').implement({
  description: 'What a partner made, in one currency.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description: 'In which currency.',
      ...column('currency').as<Money['currency']>(),
    }),
    earned: t.field({
      type: MoneyType,
      description: 'All commissions, less what was reversed or taken back.',
      ...money('earnedMinor', 'currency'),
    }),
    accrued: t.field({
      type: MoneyType,
      description: 'Of it what is not payable yet.',
      ...money('accruedMinor', 'currency'),
    }),
    payable: t.field({
      type: MoneyType,
      description: 'What is to be paid with the next payout.',
      ...money('payableMinor', 'currency'),
    }),
    held: t.field({
      type: MoneyType,
      description: 'What is held back while it is contested.',
      ...money('heldMinor', 'currency'),
    }),
    inTransit: t.field({
      type: MoneyType,
      description: 'What was sent to the bank.',
      ...money('inTransitMinor', 'currency'),
    }),
    paid: t.field({
      type: MoneyType,
      description: 'What was paid, in the currency of the payout.',
      ...money('paidMinor', 'currency'),
    }),
    withheld: t.field({
      type: MoneyType,
      description: 'What was withheld as tax.',
      ...money('withheldMinor', 'currency'),
    }),
    recoverable: t.field({
      type: MoneyType,
      description:
        'What the partner owes of what was paid and has to come back; negative in a month in which more was offset than came to it.',
      ...money('recoverableMinor', 'currency'),
    }),
    expected: t.field({
      type: MoneyType,
      description: `What open referrals may still bring: of each open deal of an accepted referral its amount, times the weight of its stage in the partner's program, times what the partner's last commission of that product (of any, where there is none) was of its revenue, times the partner's share of the deal, rounded to the minor unit. A partner that has earned nothing yet can expect what its plan would pay if the deal were won today as a one-off charge, with volumes that begin at nothing. It is as deals stand now, whatever \`asOf\` says, of the ${OPEN_DEALS_MAX} largest; nothing where no plan is the partner's or no program weighs the stage.`,
      ...money('expectedMinor', 'currency'),
    }),
  }),
});

const BY_CURRENCY = `By currency; at most ${CURRENCIES_MAX}.`;

const MonthType = builder.objectRef<CommissionSummary['months'][number]>('CommissionMonth').implement({
  description: 'What came to a partner’s accounts in a fiscal month, and what is expected to close in it.',
  fields: (t) => ({
    period: t.exposeString('period', { description: 'The fiscal month, such as `FY2026-P07`.' }),
    totals: t.field({
      type: [TotalsType],
      description: BY_CURRENCY,
      ...property('totals'),
    }),
  }),
});

const ProductTotalsType = builder
  .objectRef<CommissionSummary['products'][number]>('CommissionOfProduct')
  .implement({
    description: 'What a partner made by one product.',
    fields: (t) => ({
      product: t.prismaField({
        type: ProductType,
        nullable: true,
        description: 'The product; null for what is of none, such as an adjustment or a deal without one.',
        ...rowBy('productId', 'product', { rows: 'products', column: 'productId' }),
      }),
      totals: t.field({
        type: [TotalsType],
        description: BY_CURRENCY,
        ...property('totals'),
      }),
    }),
  });

const SummaryType = builder.objectRef<CommissionSummary>('CommissionSummary').implement({
  description:
    'What a partner has made and what is coming. It is the sum of the ledger’s entries that you may see.',
  fields: (t) => ({
    asOf: t.expose('asOf', { type: 'DateTime', description: 'By what was booked until when.' }),
    totals: t.field({
      type: [TotalsType],
      description: BY_CURRENCY,
      ...property('totals'),
    }),
    byMonth: t.field({
      type: [MonthType],
      description: `By fiscal month, the latest first; at most ${MONTHS_MAX}. What is expected stands in the month in which its deal is to close, or in the present one where that day is past or unknown.`,
      ...property('months'),
    }),
    byProduct: t.field({
      type: [ProductTotalsType],
      description: `By product, in the order of their codes, and then what is of none; at most ${PRODUCTS_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      ...property('products'),
    }),
  }),
});

const SUMMARY = computed(commissionSummaryRule, {
  queries: COMMISSION_QUERIES,
  given: { partnerId: { reads: { as: 'id', types: ['Partner'] } }, asOf: { reads: { as: 'instant' } } },
  calendarFrom: (db) => fiscalCalendarFrom(db as Tx),
});

const wonToday = ({ referralId, productId, currency, amountMinor }: OpenDeal) => ({
  ...{ referralId, productId, oneOffMinor: BigInt(amountMinor), monthlyMinor: 0n },
  currency: currency as Money['currency'],
});

/** What a plan would pay is the vendor's to read, so the caller's own deals are valued for it. */
async function foreseen(
  partnerId: string,
  deals: readonly OpenDeal[],
  { now, readAsVendor }: RequestContext,
): Promise<Foreseen> {
  if (deals.length === 0) return new Map();
  const worth = await readAsVendor((tx) => whatIfAllWon(tx, partnerId, deals.map(wonToday), now));
  return new Map(deals.map((deal, place) => [deal, worth[place] ?? null]));
}

builder.queryField('commissionSummary', (t) =>
  t.field({
    type: SummaryType,
    nullable: true,
    description:
      "How much a partner has made, how much is coming, by currency, month and product. Null where the partner does not exist or is hidden from you. Whoever sees only some of a partner's referrals sees what came of them.",
    authScopes: { permission: 'COMMISSIONS_READ' },
    complexity: 30,
    args: {
      partnerId: t.arg.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
      asOf: t.arg({
        type: 'DateTime',
        description: 'By what was booked until this instant, which is not in the future; now where left out.',
      }),
    },
    extensions: SUMMARY.extensions,
    resolve: async (_root, args, context) => {
      if (args.asOf && args.asOf > context.now) throw badInput(AS_OF_FUTURE);
      const { rows, given, asking } = await SUMMARY.read(args, context);
      const asked = { asOf: bookedUntil(given, asking.now), calendar: asking.calendar! };
      const told = await foreseen(given.partnerId, dealsToForesee(rows), context);
      return commissionSummaryOf(rows, asked, told);
    },
  }),
);
