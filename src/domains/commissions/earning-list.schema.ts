import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { fiscalCalendarOf, storedCalendarOf } from '../settings/settings.rules.ts';
import { earningWhere } from './earning.filter.ts';
import { CommissionEarningType } from './earning.schema.ts';

const EarningFilter = builder.inputType('CommissionEarningFilter', {
  description: 'Which earnings; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of one of these partners; at most 100.' }),
    productIds: t.globalIDList({ for: [ProductType], description: 'By one of these products; at most 100.' }),
    referralIds: t.globalIDList({
      for: [ReferralType],
      description: 'Of one of these referrals; at most 100.',
    }),
    period: t.string({
      description:
        'Ordered within this fiscal period, such as `FY2026`, `FY2026-Q3` or `FY2026-P07`; another text is refused.',
    }),
    orderNumber: t.string({ description: 'By the order with exactly this number; at most 200 characters.' }),
  }),
});

const ORDER_COLUMNS = {
  BOOKED_AT: { column: 'bookedAt', type: 'instant', description: 'When they were frozen.' },
  COMMISSION_ON: { column: 'commissionOn', type: 'instant', description: 'The days of the orders.' },
} as const;

const EarningOrder = orderOf('CommissionEarning', 'earnings', ORDER_COLUMNS);

export const EarningConnection = connectionOf(CommissionEarningType, 'CommissionEarning', {
  one: 'An earning',
  many: 'earnings',
});

/** Only a filter by period asks how the vendor counts its months. */
async function calendarFrom({ db }: RequestContext) {
  const stored = await db.vendorSettings.findUniqueOrThrow({ where: { id: 1 } });
  return fiscalCalendarOf({ timeZone: stored.timeZone, fiscalCalendar: storedCalendarOf(stored) });
}

builder.queryField('commissionEarning', (t) =>
  t.prismaField({
    type: CommissionEarningType,
    nullable: true,
    description: 'One earning; null where it does not exist or is hidden from you.',
    authScopes: { permission: 'COMMISSIONS_READ' },
    args: {
      id: t.arg.globalID({ for: [CommissionEarningType], required: true, description: 'Its global id.' }),
    },
    resolve: (query, _root, { id }, { db }) =>
      db.commissionEarning.findUnique({ ...query, where: { id: id.id } }),
  }),
);

builder.queryField('commissionEarnings', (t) =>
  t.field({
    type: EarningConnection,
    nullable: true,
    description:
      'What partners earn: staff see all, a channel manager the portfolio, a partner its own, a member that of the referrals it sees and its own. Latest first.',
    authScopes: { permission: 'COMMISSIONS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: EarningFilter, description: 'Which.' }),
      orderBy: t.arg({ type: EarningOrder, description: 'In which order; latest first where left out.' }),
    },
    resolve: async (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'BOOKED_AT' as const, direction: 'DESC' as const };
      const calendar = args.filter?.period == null ? null : await calendarFrom(context);
      return resolvePage(context, info, {
        model: 'commissionEarning',
        typeName: 'CommissionEarning',
        args,
        where: earningWhere(args.filter, calendar),
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);

builder.prismaObjectField(ReferralType, 'earnings', (t) =>
  t.relation('earnings', {
    type: CommissionEarningType,
    authScopes: { permission: 'COMMISSIONS_READ' },
    description: 'What it earned so far, the latest first; at most 100.',
    complexity: pageComplexity({ first: 20 }),
    query: { orderBy: [{ bookedAt: 'desc' }, { id: 'desc' }], take: 100 },
  }),
);
