import { builder } from '../../graphql/builder.ts';
import { moneyFrom } from '../../graphql/money-fields.ts';
import { MoneyType } from '../../graphql/scalars.ts';
import { ProductType } from '../products/product.schema.ts';
import {
  type APPROVAL_KINDS,
  type ApprovalKind,
  type ApprovalMode,
  STEPS_MAX,
} from './price-catalogue.rules.ts';

const READERS = { permission: 'PRICING_READ' } as const;

const VALID_FROM = 'The first day on which it holds.';
const VALID_TO = 'The first day on which it no longer holds; null while no end is set.';
const VERSION = 'Counts changes; send it back with a change.';

export const ApprovalKindType = builder.enumType('ApprovalKind', {
  description: 'What needs approval.',
  values: {
    DISCOUNT: { description: 'A discount that a line states, in percent.' },
    SPECIAL_PRICE: {
      description: 'A price so many percent below what the book says, after promotion and discount.',
    },
    CAPITAL: { description: 'What building for a customer costs, in money.' },
  } satisfies Record<(typeof APPROVAL_KINDS)[number], object>,
});

export const ApprovalModeType = builder.enumType('ApprovalMode', {
  description: 'In which order the steps of a chain are decided.',
  values: {
    SEQUENTIAL: { description: 'Each step waits for the one before.' },
    PARALLEL: { description: 'In any order.' },
  } satisfies Record<ApprovalMode, object>,
});

export const ChargeKindType = builder.enumType('BillingCodeCharge', {
  description: 'Which charge a billing code is for.',
  values: {
    ONE_OFF: { description: 'What is charged once.' },
    MONTHLY: { description: 'What is charged each month.' },
  },
});

export const PriceBookEntryType = builder.prismaNode('PriceBookEntry', {
  name: 'PriceBookEntry',
  description: 'What one unit of a product costs in a currency, for a time.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `PriceBookEntry_<uuid>`.' },
  fields: (t) => ({
    product: t.relation('product', { type: ProductType, description: 'Of which product.' }),
    currency: t.exposeString('currency', { description: 'ISO 4217 code.' }),
    oneOff: t.field({
      type: MoneyType,
      description: 'What is charged once for a unit.',
      select: { oneOffMinor: true, currency: true },
      resolve: ({ oneOffMinor, currency }) => moneyFrom(oneOffMinor, currency)!,
    }),
    monthly: t.field({
      type: MoneyType,
      description: 'What is charged each month for a unit.',
      select: { monthlyMinor: true, currency: true },
      resolve: ({ monthlyMinor, currency }) => moneyFrom(monthlyMinor, currency)!,
    }),
    cost: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What a unit costs the vendor in its first year; null where that was not said.',
      select: { costMinor: true, currency: true },
      resolve: ({ costMinor, currency }) => moneyFrom(costMinor, currency),
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: VALID_FROM }),
    validTo: t.expose('validTo', { type: 'Date', nullable: true, description: VALID_TO }),
    version: t.exposeInt('version', { description: VERSION }),
  }),
});

export const PromotionType = builder.prismaNode('Promotion', {
  name: 'Promotion',
  description: "A discount that needs nobody's approval, for a time.",
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `Promotion_<uuid>`.' },
  fields: (t) => ({
    code: t.exposeString('code', { description: 'What order lines name it by.' }),
    name: t.exposeString('name', { description: 'Name for people.' }),
    product: t.relation('product', {
      type: ProductType,
      nullable: true,
      description: 'For which product; null for all.',
    }),
    discountPercent: t.field({
      type: 'Decimal',
      description: 'Off the book price, in percent.',
      select: { discountPercent: true },
      resolve: ({ discountPercent }) => discountPercent.toFixed(),
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: VALID_FROM }),
    validTo: t.expose('validTo', { type: 'Date', nullable: true, description: VALID_TO }),
    version: t.exposeInt('version', { description: VERSION }),
  }),
});

export const BillingCodeType = builder.prismaNode('BillingCode', {
  name: 'BillingCode',
  description: 'How a billing system calls a charge of a product, for a time.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `BillingCode_<uuid>`.' },
  fields: (t) => ({
    product: t.relation('product', { type: ProductType, description: 'Of which product.' }),
    system: t.exposeString('system', { description: 'Which billing system.' }),
    code: t.exposeString('code', { description: 'What it calls the charge.' }),
    charge: t.field({
      type: ChargeKindType,
      description: 'Which charge.',
      select: { charge: true },
      resolve: ({ charge }) => charge as 'ONE_OFF' | 'MONTHLY',
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: VALID_FROM }),
    validTo: t.expose('validTo', { type: 'Date', nullable: true, description: VALID_TO }),
    version: t.exposeInt('version', { description: VERSION }),
  }),
});

export const ApprovalPolicyType = builder.prismaNode('ApprovalPolicy', {
  name: 'ApprovalPolicy',
  description:
    'From when on something needs approval, and by whom. Of those that are reached the highest threshold counts.',
  authScopes: READERS,
  id: { field: 'id', description: 'Global id, `ApprovalPolicy_<uuid>`.' },
  fields: (t) => ({
    kind: t.field({
      type: ApprovalKindType,
      description: 'What needs approval.',
      select: { kind: true },
      resolve: ({ kind }) => kind as ApprovalKind,
    }),
    threshold: t.field({
      type: 'Decimal',
      description: 'From this on: percent, or for CAPITAL the major unit of the currency.',
      select: { threshold: true },
      resolve: ({ threshold }) => threshold.toFixed(),
    }),
    currency: t.exposeString('currency', { nullable: true, description: 'Of CAPITAL: ISO 4217 code.' }),
    mode: t.field({
      type: ApprovalModeType,
      description: 'In which order its steps are decided.',
      select: { mode: true },
      resolve: ({ mode }) => mode as ApprovalMode,
    }),
    roles: t.exposeStringList('roles', {
      description: `The staff role of each step, in order; at most ${STEPS_MAX}.`,
    }),
    validFrom: t.expose('validFrom', { type: 'Date', description: VALID_FROM }),
    validTo: t.expose('validTo', { type: 'Date', nullable: true, description: VALID_TO }),
    version: t.exposeInt('version', { description: VERSION }),
  }),
});
