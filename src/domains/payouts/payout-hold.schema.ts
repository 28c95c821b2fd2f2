import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf } from '../../graphql/list.ts';
import { moneyFrom, moneyInput } from '../../graphql/money-fields.ts';
import { ALWAYS, ON_CREATE } from '../../graphql/refusals.ts';
import { MoneyInput, MoneyType } from '../../graphql/scalars.ts';
import { InvalidStateError, NotFoundError } from '../../kernel/errors.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { liftHold, placeHold, setPayoutMinimum, setReportingThreshold } from './payout-hold.service.ts';

const MINIMUMS_MAX = 200;
const THRESHOLDS_MAX = 300;

export const PayoutHoldType = builder.prismaNode('PayoutHold', {
  name: 'PayoutHold',
  description: "That the vendor's finance holds payouts to a partner.",
  authScopes: { permission: 'PAYOUTS_READ' },
  id: { field: 'id', description: 'Global id, `PayoutHold_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'The partner that is not paid.' }),
    reason: t.string({
      nullable: true,
      description: 'Why, for staff; always null for partners.',
      select: { reason: true },
      resolve: ({ reason }, _args, { actor }) => (actor.kind === 'STAFF' ? reason : null),
    }),
    placedAt: t.expose('placedAt', { type: 'DateTime', description: 'Since when.' }),
    liftedAt: t.expose('liftedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when; null while it holds.',
    }),
  }),
});

const PayoutHoldFilter = builder.inputType('PayoutHoldFilter', {
  description: 'Which holds; conditions add up.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of these partners; at most 100.' }),
    inForce: t.boolean({ description: 'Whether they hold now.' }),
  }),
});

const PayoutHoldConnection = connectionOf(PayoutHoldType, 'PayoutHold', { one: 'A hold', many: 'holds' });

builder.queryField('payoutHolds', (t) =>
  t.field({
    type: PayoutHoldConnection,
    nullable: true,
    description: 'What finance holds, or held, of the partners that you may see; newest first.',
    authScopes: { permission: 'PAYOUTS_READ' },
    complexity: pageComplexity,
    args: { ...pageArguments, filter: t.arg({ type: PayoutHoldFilter, description: 'Which.' }) },
    resolve: (_root, args, context, info) =>
      resolvePage(context, info, {
        model: 'payoutHold',
        typeName: 'PayoutHold',
        args,
        where: {
          partnerId: idsFilter('partnerIds', args.filter?.partnerIds),
          ...(args.filter?.inForce != null && { liftedAt: args.filter.inForce ? null : { not: null } }),
        },
        own: { partner: 'partnerId' },
        order: { name: 'PLACED_AT', column: { column: 'placedAt', type: 'instant' }, direction: 'DESC' },
      }) as never,
  }),
);

const PlaceInput = builder.inputType('PayoutHoldPlaceInput', {
  description: 'A partner that is not to be paid for now.',
  fields: (t) => ({
    partnerId: t.globalID({ for: [PartnerType], required: true, description: 'Which partner.' }),
    reason: t.string({ required: true, description: 'Why, for staff only; at most 1,000 characters.' }),
    idempotencyKey: t.string({ description: 'Repeating a request with the same key repeats its answer.' }),
  }),
});

builder.mutationField('payoutHoldPlace', (t) =>
  t.prismaField({
    type: PayoutHoldType,
    nullable: true,
    description:
      'Holds payouts to a partner until it is lifted, also those that are approved. The partner learns that there is a hold, not why. For finance.',
    errors: { types: [...ON_CREATE] },
    args: { input: t.arg({ type: PlaceInput, required: true, description: 'The hold.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const hold = { ...input, partnerId: input.partnerId.id };
      const id = await ctx.transaction((tx) => placeHold(tx, ctx.actor, hold, ctx.now));
      return await ctx.db.payoutHold.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const LiftInput = builder.inputType('PayoutHoldLiftInput', {
  description: 'A hold that ends.',
  fields: (t) => ({
    id: t.globalID({ for: [PayoutHoldType], required: true, description: 'Which hold.' }),
  }),
});

builder.mutationField('payoutHoldLift', (t) =>
  t.prismaField({
    type: PayoutHoldType,
    nullable: true,
    description: 'Ends a hold. Refused where it has ended. For finance.',
    errors: { types: [...ALWAYS, NotFoundError, InvalidStateError] },
    args: { input: t.arg({ type: LiftInput, required: true, description: 'Which.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { id } = input.id;
      await ctx.transaction((tx) => liftHold(tx, ctx.actor, { id }, ctx.now));
      return await ctx.db.payoutHold.findUniqueOrThrow({ ...query, where: { id } });
    },
  }),
);

const PayoutMinimumType = builder.prismaObject('PayoutMinimum', {
  name: 'PayoutMinimum',
  description: 'The least that is paid at once in a currency.',
  authScopes: { permission: 'PAYOUTS_READ' },
  fields: (t) => ({
    amount: t.field({
      type: MoneyType,
      description: 'Less than this carries forward.',
      select: { amountMinor: true, currency: true },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
  }),
});

builder.queryField('payoutMinimums', (t) =>
  t.prismaField({
    type: [PayoutMinimumType],
    nullable: true,
    description: `The least that is paid at once, by currency; any amount where there is none. At most ${MINIMUMS_MAX}.`,
    authScopes: { permission: 'PAYOUTS_READ' },
    complexity: { field: 1, multiplier: 5 },
    resolve: (query, _root, _args, { db }) =>
      db.payoutMinimum.findMany({ ...query, orderBy: { currency: 'asc' }, take: MINIMUMS_MAX }),
  }),
);

const MinimumInput = builder.inputType('PayoutMinimumSetInput', {
  description: 'The least that is paid at once.',
  fields: (t) => ({
    amount: t.field({
      type: MoneyInput,
      required: true,
      description: 'How much, not negative; zero pays everything.',
    }),
  }),
});

builder.mutationField('payoutMinimumSet', (t) =>
  t.prismaField({
    type: PayoutMinimumType,
    nullable: true,
    description: 'Sets the least that is paid at once in a currency. For finance and administrators.',
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: MinimumInput, required: true, description: 'The amount.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const amount = moneyInput('amount', input.amount);
      await ctx.transaction((tx) => setPayoutMinimum(tx, ctx.actor, amount, ctx.now));
      return await ctx.db.payoutMinimum.findUniqueOrThrow({ ...query, where: { currency: amount.currency } });
    },
  }),
);

const ReportingThresholdType = builder.prismaObject('ReportingThreshold', {
  name: 'ReportingThreshold',
  description: "From which total on a year's payments to a payee must be reported in a country.",
  authScopes: { permission: 'PAYOUTS_READ' },
  fields: (t) => ({
    countryCode: t.expose('countryCode', { type: 'CountryCode', description: 'The country of the account.' }),
    year: t.exposeInt('year', { description: 'The calendar year.' }),
    amount: t.field({
      type: MoneyType,
      description: 'From this total on.',
      select: { amountMinor: true, currency: true },
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency)!,
    }),
  }),
});

builder.queryField('reportingThresholds', (t) =>
  t.prismaField({
    type: [ReportingThresholdType],
    nullable: true,
    description: `From which totals on payments of a calendar year must be reported, by country. At most ${THRESHOLDS_MAX}.`,
    authScopes: { permission: 'PAYOUTS_READ' },
    complexity: { field: 1, multiplier: 5 },
    args: { year: t.arg.int({ required: true, description: 'The calendar year.' }) },
    resolve: (query, _root, { year }, { db }) =>
      db.reportingThreshold.findMany({
        ...query,
        where: { year },
        orderBy: { countryCode: 'asc' },
        take: THRESHOLDS_MAX,
      }),
  }),
);

const ThresholdInput = builder.inputType('ReportingThresholdSetInput', {
  description: "From which total on a year's payments must be reported.",
  fields: (t) => ({
    countryCode: t.field({
      type: 'CountryCode',
      required: true,
      description: 'The country of the accounts.',
    }),
    year: t.int({ required: true, description: 'The calendar year, 2000 to 2200.' }),
    amount: t.field({ type: MoneyInput, required: true, description: 'From this total on, not negative.' }),
  }),
});

builder.mutationField('reportingThresholdSet', (t) =>
  t.prismaField({
    type: ReportingThresholdType,
    nullable: true,
    description:
      "Sets from which total on a year's payments to payees of a country must be reported. For finance and administrators.",
    errors: { types: [...ALWAYS] },
    args: { input: t.arg({ type: ThresholdInput, required: true, description: 'The total.' }) },
    resolve: async (query, _root, { input }, ctx) => {
      const { countryCode, year } = input;
      const threshold = { countryCode, year, amount: moneyInput('amount', input.amount) };
      await ctx.transaction((tx) => setReportingThreshold(tx, ctx.actor, threshold, ctx.now));
      return await ctx.db.reportingThreshold.findUniqueOrThrow({
        ...query,
        where: { countryCode_year: { countryCode, year } },
      });
    },
  }),
);
