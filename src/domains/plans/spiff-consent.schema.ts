import { builder } from '../../graphql/builder.ts';
import { pageArguments, pageComplexity, resolvePage } from '../../graphql/connection.ts';
import { idsFilter } from '../../graphql/filters.ts';
import { connectionOf, orderOf } from '../../graphql/list.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { globalIdOf } from '../../kernel/ids.ts';
import type { Spiff } from '../../platform/database/generated/client/client.ts';
import { PartnerType } from '../partners/partner.schema.ts';
import { MembershipType } from '../people/membership.schema.ts';
import { vendorDay } from '../settings/vendor-day.schema.ts';
import { PlanOrderTypeType } from './plan-enums.schema.ts';
import type { OrderType } from './plan-line.rules.ts';
import type { SpiffFormula } from './spiff.rules.ts';
import { SpiffFormulaType } from './spiff.schema.ts';
import { OFFERS_MAX, offeredSpiffs } from './spiff-consent.service.ts';
import { SPIFF_PRODUCTS_MAX } from './spiff-input.rules.ts';

const SpiffOfferType = builder.objectRef<Spiff>('SpiffOffer').implement({
  description: 'A SPIFF as partners are told of it.',
  fields: (t) => ({
    spiffId: t.id({
      description: 'Global id of the SPIFF, `Spiff_<uuid>`, for `spiffConsentGive`.',
      resolve: ({ id }) => globalIdOf('Spiff', id),
    }),
    code: t.exposeString('code', { description: 'Short code, unique.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    formula: t.field({
      type: SpiffFormulaType,
      description: 'What it pays for a line.',
      resolve: ({ formula }) => formula as SpiffFormula,
    }),
    amount: t.field({
      type: MoneyType,
      nullable: true,
      description: 'How much for a line; for FLAT only.',
      resolve: ({ amountMinor, currency }) => moneyFrom(amountMinor, currency),
    }),
    percent: t.field({
      type: 'Decimal',
      nullable: true,
      description: 'What percent of first-year revenue; for PERCENT only.',
      resolve: ({ percent }) => percent?.toFixed() ?? null,
    }),
    productCodes: t.exposeStringList('productCodes', {
      description: `For which products, by code; all where empty, at most ${SPIFF_PRODUCTS_MAX}.`,
    }),
    orderTypes: t.field({
      type: [PlanOrderTypeType],
      description: 'For which types of orders; where empty NEW, ADD, RENEWAL and CHANGE. At most 5.',
      resolve: ({ orderTypes }) => orderTypes as OrderType[],
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: 'For what is ordered from this day on.' }),
    validTo: t.expose('validTo', {
      type: 'Date',
      description: 'Until this day, which no longer belongs to it.',
    }),
    cap: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The most for one partner, or for one person where people are paid; null without a limit.',
      resolve: ({ capMinor, currency }) => moneyFrom(capMinor, currency),
    }),
    paysPerson: t.exposeBoolean('paysPerson', {
      description: 'Whether the person who referred is paid, which needs the consent of the partner.',
    }),
  }),
});

builder.queryField('spiffOffers', (t) =>
  t.field({
    type: [SpiffOfferType],
    nullable: true,
    description: `The SPIFFs that are open today or will be, the first to end first; at most ${OFFERS_MAX}. For administrators of partners, and staff.`,
    authScopes: { permission: 'SPIFFS_READ' },
    complexity: { field: 5, multiplier: 10 },
    resolve: async (_root, _args, context) => {
      const today = await vendorDay(context);
      return await context.readAsVendor((tx) => offeredSpiffs(tx, today));
    },
  }),
);

export const SpiffConsentType = builder.prismaNode('SpiffConsent', {
  name: 'SpiffConsent',
  description:
    "That a partner lets its people be paid by a SPIFF. For the partner's administrators, and staff.",
  authScopes: { permission: 'SPIFFS_READ' },
  id: { field: 'id', description: 'Global id, `SpiffConsent_<uuid>`.' },
  fields: (t) => ({
    partner: t.relation('partner', { type: PartnerType, description: 'Whose people.' }),
    spiffId: t.id({
      description: 'Global id of the SPIFF, `Spiff_<uuid>`.',
      select: { spiffId: true },
      resolve: ({ spiffId }) => globalIdOf('Spiff', spiffId),
    }),
    membership: t.prismaField({
      type: MembershipType,
      nullable: true,
      description: 'Who may be paid; null for all people of the partner.',
      select: { membershipId: true },
      resolve: async (query, { membershipId }, _args, { db }) =>
        membershipId === null
          ? null
          : await db.membership.findUnique({ ...query, where: { id: membershipId } }),
    }),
    givenAt: t.expose('givenAt', { type: 'DateTime', description: 'When it was given.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was taken back; null while it holds.',
    }),
  }),
});

const SpiffConsentFilter = builder.inputType('SpiffConsentFilter', {
  description: 'Which consents; conditions add up. What is left out does not restrict.',
  fields: (t) => ({
    partnerIds: t.globalIDList({ for: [PartnerType], description: 'Of one of these partners; at most 100.' }),
    isRevoked: t.boolean({ description: 'True: those that were taken back; false: those that hold.' }),
  }),
});

const ORDER_COLUMNS = {
  GIVEN_AT: { column: 'givenAt', type: 'instant', description: 'When they were given.' },
} as const;

const SpiffConsentOrder = orderOf('SpiffConsent', 'consents', ORDER_COLUMNS);
const SpiffConsentConnection = connectionOf(SpiffConsentType, 'SpiffConsent', {
  one: 'A consent',
  many: 'consents',
});

builder.queryField('spiffConsents', (t) =>
  t.field({
    type: SpiffConsentConnection,
    nullable: true,
    description:
      'The consents that you may see: staff all, a channel manager those of the portfolio, a partner its own. The latest first.',
    authScopes: { permission: 'SPIFFS_READ' },
    complexity: pageComplexity,
    args: {
      ...pageArguments,
      filter: t.arg({ type: SpiffConsentFilter, description: 'Which.' }),
      orderBy: t.arg({
        type: SpiffConsentOrder,
        description: 'In which order; the latest first where left out.',
      }),
    },
    resolve: (_root, args, context, info) => {
      const { by, direction } = args.orderBy ?? { by: 'GIVEN_AT' as const, direction: 'DESC' as const };
      const { partnerIds, isRevoked } = args.filter ?? {};
      return resolvePage(context, info, {
        model: 'spiffConsent',
        typeName: 'SpiffConsent',
        args,
        where: {
          partnerId: idsFilter('partnerIds', partnerIds),
          ...(isRevoked != null && { revokedAt: isRevoked ? { not: null } : null }),
        },
        own: { partner: 'partnerId' },
        order: { name: by, column: ORDER_COLUMNS[by], direction },
      }) as never;
    },
  }),
);
