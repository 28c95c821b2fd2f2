import { queryFromInfo } from '@pothos/plugin-prisma';
import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { badInput } from '../../graphql/request-errors.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import type { Money } from '../../kernel/money.ts';
import type { Tx } from '../../platform/database/client.ts';
import { whatIfAllWon } from '../../workflows/what-if-referral.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { fiscalCalendarFrom } from '../settings/settings.service.ts';
import type { CommissionTotals } from './commission-summary.rules.ts';
import {
  type CommissionSummary,
  commissionSummaryOf,
  type Foresight,
  OPEN_DEALS_MAX,
} from './commission-summary.service.ts';

const CURRENCIES_MAX = 20;
const MONTHS_MAX = 60;
const PRODUCTS_MAX = 200;

const total = (key: Exclude<keyof CommissionTotals, 'currency'>) => (totals: CommissionTotals) =>
  moneyFrom(totals[key], totals.currency)!;

const TotalsType = builder.objectRef<CommissionTotals>('CommissionTotals').implement({
  description: 'What a partner made, in one currency.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description: 'In which currency.',
      resolve: ({ currency }) => currency as Money['currency'],
    }),
    earned: t.field({
      type: MoneyType,
      description: 'All commissions, less what was reversed or taken back.',
      resolve: total('earnedMinor'),
    }),
    accrued: t.field({
      type: MoneyType,
      description: 'Of it what is not payable yet.',
      resolve: total('accruedMinor'),
    }),
    payable: t.field({
      type: MoneyType,
      description: 'What is to be paid with the next payout.',
      resolve: total('payableMinor'),
    }),
    held: t.field({
      type: MoneyType,
      description: 'What is held back while it is contested.',
      resolve: total('heldMinor'),
    }),
    inTransit: t.field({
      type: MoneyType,
      description: 'What was sent to the bank.',
      resolve: total('inTransitMinor'),
    }),
    paid: t.field({
      type: MoneyType,
      description: 'What was paid, in the currency of the payout.',
      resolve: total('paidMinor'),
    }),
    withheld: t.field({
      type: MoneyType,
      description: 'What was withheld as tax.',
      resolve: total('withheldMinor'),
    }),
    recoverable: t.field({
      type: MoneyType,
      description:
        'What the partner owes of what was paid and has to come back; negative in a month in which more was offset than came to it.',
      resolve: total('recoverableMinor'),
    }),
    expected: t.field({
      type: MoneyType,
      description: `What open referrals may still bring: of each open deal of an accepted referral its amount, times the weight of its stage in the partner's program, times what the partner's last commission of that product (of any, where there is none) was of its revenue, times the partner's share of the deal, rounded to the minor unit. A partner that has earned nothing yet can expect what its plan would pay if the deal were won today as a one-off charge, with volumes that begin at nothing. It is as deals stand now, whatever \`asOf\` says, of the ${OPEN_DEALS_MAX} largest; nothing where no plan is the partner's or no program weighs the stage.`,
      resolve: total('expectedMinor'),
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
      resolve: ({ totals }) => totals.slice(0, CURRENCIES_MAX),
    }),
  }),
});

type ProductTotals = Readonly<{
  product: typeof ProductType.$inferType | null;
  totals: readonly CommissionTotals[];
}>;

const ProductTotalsType = builder.objectRef<ProductTotals>('CommissionOfProduct').implement({
  description: 'What a partner made by one product.',
  fields: (t) => ({
    product: t.field({
      type: ProductType,
      nullable: true,
      description: 'The product; null for what is of none, such as an adjustment or a deal without one.',
      resolve: ({ product }) => product,
    }),
    totals: t.field({
      type: [TotalsType],
      description: BY_CURRENCY,
      resolve: ({ totals }) => totals.slice(0, CURRENCIES_MAX),
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
      resolve: ({ totals }) => totals.slice(0, CURRENCIES_MAX),
    }),
    byMonth: t.field({
      type: [MonthType],
      description: `By fiscal month, the latest first; at most ${MONTHS_MAX}. What is expected stands in the month in which its deal is to close, or in the present one where that day is past or unknown.`,
      resolve: ({ months }) => months.slice(0, MONTHS_MAX),
    }),
    byProduct: t.field({
      type: [ProductTotalsType],
      description: `By product, in the order of their codes, and then what is of none; at most ${PRODUCTS_MAX}.`,
      complexity: { field: 5, multiplier: 5 },
      resolve: async ({ products }, _args, context, info) => {
        const selection = queryFromInfo({
          context,
          info,
          typeName: 'Product',
          path: ['product'],
          select: { id: true },
        });
        const ids = products.flatMap(({ productId }) => productId ?? []);
        const found: unknown = await context.db.product.findMany({
          ...selection,
          where: { id: { in: ids } },
          orderBy: { code: 'asc' },
          take: PRODUCTS_MAX,
        });
        const known = (found as NonNullable<ProductTotals['product']>[]).map((product) => ({
          product,
          totals: products.find(({ productId }) => productId === product.id)!.totals,
        }));
        const others = products
          .filter(({ productId }) => productId === null)
          .map(({ totals }) => ({ product: null, totals }));
        return [...known, ...others].slice(0, PRODUCTS_MAX);
      },
    }),
  }),
});

const wonToday = ({ referralId, productId, currency, amountMinor }: Parameters<Foresight>[0][number]) => ({
  ...{ referralId, productId, oneOffMinor: amountMinor, monthlyMinor: 0n },
  currency: currency as Money['currency'],
});

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
    resolve: async (_root, { partnerId: { id }, asOf }, context) => {
      if (asOf && asOf > context.now)
        throw badInput('asOf is not in the future: ask for what is booked by now.');
      const partner = await context.db.partner.findUnique({ where: { id }, select: { id: true } });
      if (!partner) return null;
      const tx = context.db as Tx;
      const foresee: Foresight = (deals) =>
        context.readAsVendor((vendorTx) => whatIfAllWon(vendorTx, id, deals.map(wonToday), context.now));
      return await commissionSummaryOf(tx, id, asOf ?? context.now, await fiscalCalendarFrom(tx), foresee);
    },
  }),
);
