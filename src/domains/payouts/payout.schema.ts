import { builder } from '../../graphql/builder.ts';
import { money } from '../../graphql/columns.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { anyOf, idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { isAllowed } from '../../platform/auth/actor.ts';
import { StaffContactType } from '../partners/assignment.schema.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import type { ConversionTold } from './next-payout.rules.ts';
import { PayeeAccountType } from './payee-account.schema.ts';
import { type PayoutStatus, payoutStates } from './payout.states.ts';
import { PayoutActionType, PayoutStatusType } from './payout-enums.schema.ts';

type StoredConversion = Readonly<{
  currency: string;
  rate: string;
  amountMinor: string;
  settledMinor: string;
}>;

export const PayoutConversionType = builder.objectRef<ConversionTold>('PayoutConversion').implement({
  description: "What was converted into a payout's currency.",
  fields: (t) => ({
    amount: t.field({
      type: MoneyType,
      description: 'What was payable; negative where it was owed.',
      ...money('amountMinor', 'currency'),
    }),
    rate: t.expose('rate', {
      type: 'Decimal',
      description: "What one unit was in the payout's currency, at most twelve digits after the point.",
    }),
    settled: t.field({
      type: MoneyType,
      description: "What it became in the payout's currency.",
      ...money('settledMinor', 'into'),
    }),
  }),
});

const CONVERSIONS_MAX = 200;

export const PayoutType = builder.prismaNode('Payout', {
  name: 'Payout',
  description:
    'One transfer to a payee: what issued statements say, less what is owed and withheld. Partners see it once it was sent.',
  authScopes: { permission: 'PAYOUTS_READ' },
  id: { field: 'id', description: 'Global id, `Payout_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', {
      type: PartnerType,
      description: 'The partner that is paid, or whose person is.',
    }),
    account: t.field({
      type: PayeeAccountType,
      nullable: true,
      description: 'Where it goes, masked; null for who may not read bank details.',
      // A database role without the right to the table is refused outright, so it is not even selected for it.
      select: (_args, { actor }, nested) =>
        isAllowed(actor, 'BANK_DETAILS_READ') ? { account: nested() } : {},
      resolve: ({ account }) => account ?? null,
    }),
    reference: t.exposeString('reference', {
      description: 'What the bank and the payee know it by; unique.',
    }),
    amount: t.field({
      type: MoneyType,
      description: 'What is transferred.',
      select: { amountMinor: true, currency: true },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
    withheld: t.field({
      type: MoneyType,
      description: 'What is withheld as tax.',
      select: { withheldMinor: true, currency: true },
      resolve: ({ withheldMinor, currency }) => moneyFrom(withheldMinor, currency)!,
    }),
    conversions: t.field({
      type: [PayoutConversionType],
      description: `What was converted into its currency, by currency; at most ${CONVERSIONS_MAX}.`,
      complexity: { field: 1, multiplier: 3 },
      select: { conversions: true, currency: true },
      resolve: ({ conversions, currency }) =>
        (conversions as unknown as StoredConversion[]).map(({ amountMinor, settledMinor, ...one }) => ({
          ...{ ...one, into: currency },
          ...{ amountMinor: BigInt(amountMinor), settledMinor: BigInt(settledMinor) },
        })),
    }),
    rateOn: t.expose('rateOn', { type: 'Date', description: 'The day whose exchange rates count.' }),
    status: t.field({
      type: PayoutStatusType,
      description: 'Where it stands.',
      select: { status: true },
      resolve: ({ status }) => status as PayoutStatus,
    }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when.' }),
    draftedAt: t.expose('draftedAt', { type: 'DateTime', description: 'When it was drafted.' }),
    draftedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff drafted it; null for partners, and where a job did.',
      select: { draftedById: true },
      resolve: async (query, { draftedById }, _args, { actor, db }) =>
        draftedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: draftedById } })
          : null,
    }),
    approvedAt: t.expose('approvedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was approved; null before.',
    }),
    approvedBy: t.prismaField({
      type: StaffContactType,
      nullable: true,
      description: 'Who of the staff approved it; always null for partners.',
      select: { approvedById: true },
      resolve: async (query, { approvedById }, _args, { actor, db }) =>
        approvedById && actor.kind === 'STAFF'
          ? await db.staffMember.findUnique({ ...query, where: { personId: approvedById } })
          : null,
    }),
    sentAt: t.expose('sentAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was sent; null before.',
    }),
    settledOn: t.expose('settledOn', {
      type: 'Date',
      nullable: true,
      description:
        'On which day the bank paid it, which is what counts for the totals of a year; null before.',
    }),
    returnedAt: t.expose('returnedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the bank returned it; null otherwise.',
    }),
    returnReason: t.exposeString('returnReason', {
      nullable: true,
      description: 'Why the bank returned it; at most 1,000 characters.',
    }),
    availableActions: t.field({
      type: [PayoutActionType],
      description: 'What you can do with it now.',
      select: { status: true, draftedById: true },
      resolve: ({ status, draftedById }, _args, { actor }) =>
        payoutStates
          .actionsFrom(status as PayoutStatus, actor.roles)
          .filter((action) => action !== 'APPROVE' || draftedById !== actor.personId),
    }),
    version: t.exposeInt('version', { description: 'Counts changes; send it back with a change.' }),
  }),
});

const PayoutFilter = builder.inputType('PayoutFilter', {
  description: 'Which payouts; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    status: t.field({ type: [PayoutStatusType], description: 'In one of these statuses.' }),
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    currency: t.field({ type: 'CurrencyCode', description: 'In this currency.' }),
    settledFrom: t.field({ type: 'Date', description: 'Paid by the bank on this day or later.' }),
    settledBefore: t.field({ type: 'Date', description: 'Paid by the bank before this day.' }),
  }),
});

const ORDER_COLUMNS = {
  DRAFTED_AT: { column: 'draftedAt', type: 'instant', description: 'When they were drafted.' },
  STATUS_SINCE: {
    column: 'statusSince',
    type: 'instant',
    description: 'Since when they stand where they do.',
  },
} as const;

const PayoutOrder = orderOf('Payout', 'payouts', ORDER_COLUMNS);
const PayoutConnection = connectionOf(PayoutType, 'Payout', { one: 'A payout', many: 'payouts' });

builder.queryField('payouts', (t) =>
  t.field({
    type: PayoutConnection,
    nullable: true,
    description:
      'The payouts that you may see: a partner its own and a channel manager those of the portfolio once they were sent. Newest first.',
    authScopes: { permission: 'PAYOUTS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: PayoutFilter, description: 'Which.' }),
      orderBy: t.arg({ type: PayoutOrder, description: 'In which order; newest first where left out.' }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'DRAFTED_AT' as const, direction: 'DESC' as const };
      const { filter } = args;
      return resolvePage(context, info, {
        model: 'payout',
        typeName: 'Payout',
        args,
        where: {
          status: anyOf('status', filter?.status),
          partnerId: idsFilter('partnerIds', filter?.partnerIds),
          currency: filter?.currency ?? undefined,
          ...((filter?.settledFrom || filter?.settledBefore) && {
            settledOn: { gte: filter.settledFrom ?? undefined, lt: filter.settledBefore ?? undefined },
          }),
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
