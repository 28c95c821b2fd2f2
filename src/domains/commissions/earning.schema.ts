import { builder } from '../../graphql/builder.ts';
import { finishedBy } from '../../graphql/finished.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { CommissionExplanationType } from '../plans/commission-explanation.schema.ts';
import { ProductType } from '../products/product.schema.ts';
import { ReferralType } from '../referrals/referral.schema.ts';
import { explanationOf } from './commission-explanation.rules.ts';
import { EarningRevisionType } from './earning-revision.schema.ts';
import { EARNING_STATUSES, type EarningTotals, totalsOf } from './earning-standing.rules.ts';

const REVISIONS_MAX = 100;

const STATUS_TEXTS: Readonly<Record<(typeof EARNING_STATUSES)[number], string>> = {
  EXPECTED: 'Nothing is booked of it.',
  ACCRUED: 'Earned; at least some of it is not payable yet.',
  PAYABLE: 'Payable with the next payout.',
  HELD: 'Contested: some of it waits for a decision.',
  IN_TRANSIT: 'On its way to the bank.',
  PAID: 'Paid.',
  RECOVERABLE: 'Some of what was paid has to come back.',
  REVERSED: 'Nothing is left of it.',
};

const StatusType = builder.enumType('CommissionEarningStatus', {
  description:
    'Where an earning stands by what is booked of it: what needs attention first, then what is not paid yet.',
  values: Object.fromEntries(
    EARNING_STATUSES.map((status) => [status, { description: STATUS_TEXTS[status] }]),
  ) as { [Status in (typeof EARNING_STATUSES)[number]]: { description: string } },
});

const total = (key: Exclude<keyof EarningTotals, 'currency'>) => (totals: EarningTotals) =>
  moneyFrom(totals[key], totals.currency)!;

const TotalsType = builder.objectRef<EarningTotals>('CommissionEarningTotals').implement({
  description: 'What is booked of an earning, in one currency. It is the sum of its entries.',
  fields: (t) => ({
    currency: t.field({
      type: 'CurrencyCode',
      description: 'In which currency.',
      resolve: ({ currency }) => currency,
    }),
    earned: t.field({
      type: MoneyType,
      description: 'All that it came to so far, less what was reversed or taken back.',
      resolve: total('earnedMinor'),
    }),
    accrued: t.field({
      type: MoneyType,
      description: 'Earned and not payable yet.',
      resolve: total('accruedMinor'),
    }),
    payable: t.field({ type: MoneyType, description: 'To be paid.', resolve: total('payableMinor') }),
    held: t.field({
      type: MoneyType,
      description: 'Held back while it is contested.',
      resolve: total('heldMinor'),
    }),
    inTransit: t.field({
      type: MoneyType,
      description: 'Sent to the bank.',
      resolve: total('inTransitMinor'),
    }),
    paid: t.field({
      type: MoneyType,
      description: 'Paid, in the currency of the payout.',
      resolve: total('paidMinor'),
    }),
    withheld: t.field({ type: MoneyType, description: 'Withheld as tax.', resolve: total('withheldMinor') }),
    recoverable: t.field({
      type: MoneyType,
      description: 'What has to come back of what was paid; it is offset against later commissions.',
      resolve: total('recoverableMinor'),
    }),
  }),
});

const MOVEMENTS = {
  select: { fromAccount: true, toAccount: true, amountMinor: true, currency: true },
} as const;

/** The revision that counts: the latest. */
const CURRENT = { orderBy: { number: 'desc' }, take: 1 } as const;

export const CommissionEarningType = builder.prismaNode('CommissionEarning', {
  name: 'CommissionEarning',
  description:
    'What a partner earns by one line of an order, in one slot of its plan or by one SPIFF. Its terms were frozen when the order was decided to earn; only a correction adds others.',
  authScopes: { permission: 'COMMISSIONS_READ' },
  id: { field: 'id', description: 'Global id, `CommissionEarning_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose it is.' }),
    orderNumber: t.exposeString('orderNumber', {
      description: "The order's number in the system it came from.",
    }),
    orderType: t.exposeString('orderType', { description: "The order's type, such as `NEW` or `RENEWAL`." }),
    product: t.relation('product', { type: ProductType, description: 'What was sold.' }),
    referral: t.relation('referral', {
      type: ReferralType,
      nullable: true,
      description: 'The referral that it came of; null where none did, or where it is hidden from you.',
    }),
    slot: t.exposeString('slot', {
      description:
        "The group of the plan's rules that pays, of which one pays at most; a SPIFF's is `SPIFF:CODE`.",
    }),
    isSpiff: t.boolean({
      description: 'Whether a SPIFF pays it.',
      select: { spiffId: true },
      resolve: ({ spiffId }) => spiffId !== null,
    }),
    isPersonal: t.boolean({
      description: 'Whether a person is paid rather than the partner.',
      select: { membershipId: true },
      resolve: ({ membershipId }) => membershipId !== null,
    }),
    commissionOn: t.expose('commissionOn', {
      type: 'Date',
      description:
        "The day that decided the version of the plan, in the vendor's calendar: that of the order.",
    }),
    currency: t.expose('currency', { type: 'CurrencyCode', description: 'In which it is earned.' }),
    settlementCurrency: t.expose('settlementCurrency', {
      type: 'CurrencyCode',
      description: "The partner's currency when it was booked.",
    }),
    bookingRate: t.field({
      type: 'Decimal',
      description:
        'What one unit of its currency was in the settlement currency when it was booked; 1 in its own.',
      select: { bookingRate: true },
      resolve: ({ bookingRate }) => bookingRate.toFixed(),
    }),
    bookedAt: t.expose('bookedAt', { type: 'DateTime', description: 'When it was frozen.' }),
    expected: t.field({
      type: MoneyType,
      description:
        'All that it can earn by its terms as they are now; for a commission that recurs the most it can be.',
      select: { currency: true, revisions: { ...CURRENT, select: { amountMinor: true } } },
      resolve: ({ currency, revisions }) => moneyFrom(revisions[0]?.amountMinor ?? 0n, currency)!,
    }),
    explanation: t.field({
      type: CommissionExplanationType,
      nullable: true,
      description: 'Why it is what it is, as it may be told to the partner: of the terms that count now.',
      select: { revisions: { ...CURRENT, select: { explanation: true } } },
      resolve: ({ revisions }) => (revisions[0] ? explanationOf(revisions[0].explanation) : null),
    }),
    status: t.field({
      type: StatusType,
      description: 'Where it stands.',
      ...finishedBy('commissionEarning.status', { currency: true, entries: MOVEMENTS }),
    }),
    totals: t.field({
      type: [TotalsType],
      description:
        'What is booked of it, by currency, its own first; at most 10. Others only where it was paid in them.',
      select: { currency: true, entries: MOVEMENTS },
      resolve: ({ currency, entries }) => totalsOf(entries, currency).slice(0, 10),
    }),
    revisions: t.relation('revisions', {
      type: EarningRevisionType,
      description: `Its terms as they were frozen, the latest first, which counts; at most ${REVISIONS_MAX}.`,
      complexity: { field: 5, multiplier: 3 },
      query: { orderBy: { number: 'desc' }, take: REVISIONS_MAX },
    }),
    revisionAsOf: t.prismaField({
      type: EarningRevisionType,
      nullable: true,
      description:
        'The terms that counted at an instant, by what was booked by then; null before it was frozen.',
      args: { asOf: t.arg({ type: 'DateTime', required: true, description: 'At which instant.' }) },
      complexity: 10,
      select: { id: true },
      resolve: (query, { id }, { asOf }, { db }) =>
        db.earningRevision.findFirst({
          ...query,
          where: { earningId: id, bookedAt: { lte: asOf } },
          orderBy: { number: 'desc' },
        }),
    }),
  }),
});
